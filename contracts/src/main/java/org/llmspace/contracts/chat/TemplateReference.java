package org.llmspace.contracts.chat;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/// A stored template, and what to fill in.
///
/// @param version null means the newest
/// @param variables values by name; `input` is the text of the turn's last message unless it is given here
public record TemplateReference(String name, @Nullable Integer version, Map<String, String> variables) {

    public TemplateReference {
        requireNonNull(name, "a template is referred to by 'name'");
        variables = Map.copyOf(requireNonNullElse(variables, Map.of()));
    }
}
