package org.llmspace.contracts.chat;

import static java.util.Objects.requireNonNullElse;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.databind.JsonNode;

/// How to answer, in OpenAI's words; null means the model's own default.
///
/// @param tools functions that the caller runs itself, in OpenAI's shape
/// @param toolChoice `"auto"`, `"none"`, `"required"` or a named function
/// @param responseFormat text, `json_object` or `json_schema`, in OpenAI's shape
/// @param reasoningEffort for instance `low`, `medium`, `high`
/// @param parallelToolCalls whether the model may ask for several calls at once
/// @param extra what only some models take, by their own names, for instance `top_k` or `logit_bias`
public record GenerationOptions(@Nullable Double temperature, @Nullable Double topP, @Nullable Integer maxTokens,
        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) List<String> stop, @Nullable Long seed,
        @Nullable Double presencePenalty, @Nullable Double frequencyPenalty, List<JsonNode> tools,
        @Nullable JsonNode toolChoice, @Nullable JsonNode responseFormat, @Nullable String reasoningEffort,
        @Nullable Boolean parallelToolCalls, Map<String, JsonNode> extra) {

    public static final GenerationOptions DEFAULT = new GenerationOptions(null, null, null, List.of(), null, null, null,
            List.of(), null, null, null, null, Map.of());

    public GenerationOptions {
        stop = List.copyOf(requireNonNullElse(stop, List.of()));
        tools = List.copyOf(requireNonNullElse(tools, List.of()));
        extra = Map.copyOf(requireNonNullElse(extra, Map.of()));
    }

    /// The same with further functions.
    public GenerationOptions withTools(List<JsonNode> more) {
        List<JsonNode> all = Stream.concat(tools.stream(), more.stream()).toList();
        return new GenerationOptions(temperature, topP, maxTokens, stop, seed, presencePenalty, frequencyPenalty, all,
                toolChoice, responseFormat, reasoningEffort, parallelToolCalls, extra);
    }

    /// The same for a model that answers in its own way.
    public GenerationOptions withoutResponseFormat() {
        return new GenerationOptions(temperature, topP, maxTokens, stop, seed, presencePenalty, frequencyPenalty, tools,
                toolChoice, null, reasoningEffort, parallelToolCalls, extra);
    }
}
