package org.llmspace.chat.provider;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What a request can hold that not every model takes; named as the request's field where there is one.
public enum Feature {
    TEMPERATURE,
    /// Temperatures up to 2, not only up to 1.
    TEMPERATURE_ABOVE_1,
    TOP_P,
    STOP,
    SEED,
    PRESENCE_PENALTY,
    FREQUENCY_PENALTY,
    LOGIT_BIAS,
    LOGPROBS,
    REASONING_EFFORT,
    TOOLS,
    TOOL_CHOICE,
    PARALLEL_TOOL_CALLS,
    JSON_OBJECT,
    JSON_SCHEMA,
    IMAGES,
    AUDIO,
    FILES,
    /// The limit of the answer is named so, and not `max_tokens`.
    MAX_COMPLETION_TOKENS,
    /// Functions are called only when the model is told not to reason.
    TOOLS_ONLY_WITHOUT_REASONING,
    /// Functions are called only over the provider's Responses interface, which is not spoken here.
    TOOLS_ONLY_BY_RESPONSES,
    /// The last message must be a question or a tool's result: no system prompt alone, no answer to go on with.
    QUESTION_LAST;

    /// Whether this is a peculiarity, which a model of which nothing is known does not have.
    boolean peculiar() {
        return this == MAX_COMPLETION_TOKENS || this == TOOLS_ONLY_WITHOUT_REASONING || this == TOOLS_ONLY_BY_RESPONSES
                || this == QUESTION_LAST;
    }

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Feature> ofWireName(String name) {
        return Arrays.stream(values()).filter(feature -> feature.wireName().equals(name)).findFirst();
    }
}
