package org.llmspace.chat.document;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/// What stands together in a document: a paragraph, a list, a table or some rows of one.
///
/// @param section the heading above, the page or the rows; null if there is none
public record Block(@Nullable String section, String text) {

    public Block {
        requireNonNull(text, "text");
    }
}
