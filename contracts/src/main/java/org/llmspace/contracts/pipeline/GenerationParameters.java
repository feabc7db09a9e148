package org.llmspace.contracts.pipeline;

import static java.util.Objects.requireNonNullElse;

import java.util.List;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.databind.JsonNode;

/// How text is generated, in the words of Hugging Face's `generate`; on the wire they stand beside the task's inputs.
/// Null means what the model's `generation_config.json` says, and where that says nothing what `generate` does.
///
/// @param stream whether new text is sent as it comes; no if left out
/// @param maxNewTokens how many tokens to add at most; 0, which only text-generation takes, reads the inputs and adds none
/// @param minNewTokens how many tokens to add at least
/// @param maxLength the same with the prompt counted; `max_new_tokens` goes before it
/// @param minLength the least length with the prompt counted
/// @param maxTime seconds after which the text ends where it is
/// @param doSample whether tokens are drawn by their probability instead of taking the likeliest
/// @param temperature above 0; less than 1 makes likely tokens likelier
/// @param topK draw from so many of the likeliest tokens; 0 means from all
/// @param topP draw from the likeliest tokens that together are so likely
/// @param typicalP draw from the most typical tokens that together are so likely
/// @param minP leave out tokens that are less likely than this share of the likeliest
/// @param epsilonCutoff leave out tokens that are less likely than this
/// @param etaCutoff the same, but less strict where the model is unsure
/// @param seed makes drawing repeatable
/// @param repetitionPenalty above 1 makes tokens less likely that the text has already
/// @param frequencyPenalty takes this off a token's logit for each time it was generated
/// @param presencePenalty takes this off a token's logit once it was generated
/// @param noRepeatNgramSize no run of so many tokens comes twice; 0 means no rule
/// @param badWordsIds runs of tokens that must not come
/// @param numBeams how many texts are followed side by side to find the likeliest; 1 means no search
/// @param lengthPenalty above 0 favours long texts in a search
/// @param earlyStopping `true`, `false` or `"never"`: when a search ends
/// @param numReturnSequences how many texts to answer with
/// @param bestOf draw so many texts and answer with the likeliest
/// @param stop texts that end the generation; they are no part of the answer
/// @param forcedBosTokenId the first token of the answer, for instance the language of a translation
/// @param forcedEosTokenId the last token when the length is used up
/// @param decoderStartTokenId the token before the first one of models with an encoder
/// @param numBeamGroups not offered; more than 1 is refused
/// @param penaltyAlpha not offered; more than 0 is refused
/// @param useCache taken, without any influence on the answer
public record GenerationParameters(@Nullable Boolean stream, @Nullable Integer maxNewTokens,
        @Nullable Integer minNewTokens, @Nullable Integer maxLength, @Nullable Integer minLength,
        @Nullable Double maxTime, @Nullable Boolean doSample, @Nullable Double temperature, @Nullable Integer topK,
        @Nullable Double topP, @Nullable Double typicalP, @Nullable Double minP, @Nullable Double epsilonCutoff,
        @Nullable Double etaCutoff, @Nullable Long seed, @Nullable Double repetitionPenalty,
        @Nullable Double frequencyPenalty, @Nullable Double presencePenalty, @Nullable Integer noRepeatNgramSize,
        List<List<Integer>> badWordsIds, @Nullable Integer numBeams, @Nullable Double lengthPenalty,
        @Nullable JsonNode earlyStopping, @Nullable Integer numReturnSequences, @Nullable Integer bestOf,
        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) List<String> stop,
        @Nullable Integer forcedBosTokenId, @Nullable Integer forcedEosTokenId, @Nullable Integer decoderStartTokenId,
        @Nullable Integer numBeamGroups, @Nullable Double penaltyAlpha, @Nullable Boolean useCache) {

    /// All as the model's files say.
    public static final GenerationParameters DEFAULT = of(null, List.of(), false);

    public GenerationParameters {
        badWordsIds = requireNonNullElse(badWordsIds, List.<List<Integer>> of()).stream().map(List::copyOf).toList();
        stop = List.copyOf(requireNonNullElse(stop, List.of()));
    }

    /// Everything but these as the model's files say.
    ///
    /// @param stream whether new text is sent as it comes
    public static GenerationParameters of(@Nullable Integer maxNewTokens, List<String> stop, boolean stream) {
        return new GenerationParameters(stream ? true : null, maxNewTokens, null, null, null, null, null, null, null,
                null, null, null, null, null, null, null, null, null, null, List.of(), null, null, null, null, null,
                stop, null, null, null, null, null, null);
    }

    /// The same with OpenAI's words for drawing: a temperature of 0 takes the likeliest token, any other draws.
    public GenerationParameters drawing(@Nullable Double warmth, @Nullable Double share, @Nullable Long repeatable) {
        boolean greedy = warmth != null && warmth <= 0;
        Boolean draws = warmth == null && share == null ? doSample : Boolean.valueOf(!greedy);
        return new GenerationParameters(stream, maxNewTokens, minNewTokens, maxLength, minLength, maxTime, draws,
                greedy ? null : warmth, topK, share, typicalP, minP, epsilonCutoff, etaCutoff, repeatable,
                repetitionPenalty, frequencyPenalty, presencePenalty, noRepeatNgramSize, badWordsIds, numBeams,
                lengthPenalty, earlyStopping, numReturnSequences, bestOf, stop, forcedBosTokenId, forcedEosTokenId,
                decoderStartTokenId, numBeamGroups, penaltyAlpha, useCache);
    }

    /// The same with OpenAI's penalties.
    public GenerationParameters penalizing(@Nullable Double frequency, @Nullable Double presence) {
        return new GenerationParameters(stream, maxNewTokens, minNewTokens, maxLength, minLength, maxTime, doSample,
                temperature, topK, topP, typicalP, minP, epsilonCutoff, etaCutoff, seed, repetitionPenalty, frequency,
                presence, noRepeatNgramSize, badWordsIds, numBeams, lengthPenalty, earlyStopping, numReturnSequences,
                bestOf, stop, forcedBosTokenId, forcedEosTokenId, decoderStartTokenId, numBeamGroups, penaltyAlpha,
                useCache);
    }
}
