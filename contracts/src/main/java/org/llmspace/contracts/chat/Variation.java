package org.llmspace.contracts.chat;

import java.util.List;

import org.jspecify.annotations.Nullable;

/// One way among several to ask the same; what is null stays as the turn has it.
///
/// @param label for people; null means that the model and template name it
/// @param examples other shots; an empty list means none
public record Variation(@Nullable String label, @Nullable String model, @Nullable TemplateReference template,
        @Nullable List<Shot> examples) {

    public Variation {
        examples = examples == null ? null : List.copyOf(examples);
    }
}
