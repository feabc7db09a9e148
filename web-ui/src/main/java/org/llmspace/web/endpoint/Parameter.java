package org.llmspace.web.endpoint;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/// One input of an endpoint.
///
/// @param name in the Hub's words, for instance `candidate_labels`
/// @param label for people
/// @param info one line of explanation; empty if the label says enough
/// @param optional whether it may be left out
/// @param initial what it is then; null for nothing
/// @param example shown in the documentation and used for its snippets
public record Parameter(String name, String label, String info, Widget widget, boolean optional,
        @Nullable Object initial, @Nullable Object example) {

    public Parameter {
        requireNonNull(name, "name");
        requireNonNull(label, "label");
        requireNonNull(widget, "widget");
    }

    public static Parameter required(String name, String label, Widget widget, Object example) {
        return new Parameter(name, label, "", widget, false, null, example);
    }

    public static Parameter optional(String name, String label, Widget widget, @Nullable Object initial) {
        return new Parameter(name, label, "", widget, true, initial, initial);
    }

    public Parameter withInfo(String text) {
        return new Parameter(name, label, text, widget, optional, initial, example);
    }
}
