package org.llmspace.contracts.pipeline;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonInclude;

/// One token of a generated text, in the shape of Hugging Face's text generation server.
///
/// @param id its number in the model's vocabulary
/// @param text what it adds to the text; empty where only the next one completes a character
/// @param logprob the logarithm of how likely the model found it; null where that is not known, as for the first token of
///        a prompt
/// @param special whether it is no text but a mark, such as the end of the answer
public record GeneratedToken(int id, String text,
        @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable Double logprob, boolean special) {

    public GeneratedToken {
        requireNonNull(text, "text");
    }
}
