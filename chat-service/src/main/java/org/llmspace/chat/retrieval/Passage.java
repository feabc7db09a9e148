package org.llmspace.chat.retrieval;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

import io.quarkus.runtime.annotations.RegisterForReflection;

/// A piece of a document that is found, and quoted, as a whole.
///
/// @param id by which it can be opened; null if its document is not kept
/// @param source the document, for instance a file name
/// @param section the heading above; null if there is none
@RegisterForReflection
record Passage(@Nullable String id, String source, @Nullable String section, String text) {

    Passage {
        requireNonNull(source, "source");
        requireNonNull(text, "text");
    }

    /// What an encoder is given: the heading says what the text is about.
    String embeddable() {
        return section == null ? text : section + "\n" + text;
    }
}
