package org.llmspace.contracts.chat;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonCreator;

/// Where a passage of an answer comes from.
///
/// @param number as in the answer's `[number]`, from 1
/// @param source the document, for instance a file name
/// @param section the heading above the passage; null if there is none
/// @param passage the words that are quoted
/// @param score how well the passage fits the question, between 0 and 1
/// @param passageId by which [ChatTask.ReadPassage] opens it; null where it was not kept
/// @param supported whether the passage says what the sentence that cites it says; null where that was not checked
public record Citation(int number, String source, @Nullable String section, String passage, double score,
        @Nullable String passageId, @Nullable Boolean supported) {

    @JsonCreator
    public Citation {
        requireNonNull(source, "source");
        requireNonNull(passage, "passage");
    }

    /// A passage that was not kept, and is not checked.
    public Citation(int number, String source, @Nullable String section, String passage, double score) {
        this(number, source, section, passage, score, null, null);
    }

    public Citation numbered(int other) {
        return new Citation(other, source, section, passage, score, passageId, supported);
    }

    public Citation checked(boolean supports) {
        return new Citation(number, source, section, passage, score, passageId, supports);
    }
}
