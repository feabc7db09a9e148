package org.llmspace.contracts.chat;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/// Where a passage of an answer comes from.
///
/// @param number as in the answer's `[number]`, from 1
/// @param source the document, for instance a file name
/// @param section the heading above the passage; null if there is none
/// @param passage the words that are quoted
/// @param score how well the passage fits the question, between 0 and 1
public record Citation(int number, String source, @Nullable String section, String passage, double score) {

    public Citation {
        requireNonNull(source, "source");
        requireNonNull(passage, "passage");
    }
}
