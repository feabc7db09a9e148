package org.llmspace.contracts.chat;

import org.jspecify.annotations.Nullable;

/// Tokens that a turn took, as the provider counts them; all zero when it does not. A turn that calls its model several times,
/// for tools, adds up what was billed; how full the window is stands apart.
///
/// @param cachedTokens those of the prompt that the provider had in its cache
/// @param reasoningTokens those of the completion that nobody sees
/// @param contextTokens what the conversation fills of the model's window: prompt and completion of the last call alone
/// @param costUsd what the provider takes for it; null if the price is not known
public record Usage(int promptTokens, int completionTokens, int cachedTokens, int reasoningTokens, int contextTokens,
        @Nullable Double costUsd) {

    public static final Usage UNKNOWN = of(0, 0);

    public static Usage of(int promptTokens, int completionTokens) {
        return new Usage(promptTokens, completionTokens, 0, 0, promptTokens + completionTokens, null);
    }

    public Usage withCost(@Nullable Double usd) {
        return new Usage(promptTokens, completionTokens, cachedTokens, reasoningTokens, contextTokens, usd);
    }

    /// This call and the next one together; the window is as full as the next one leaves it.
    public Usage plus(Usage next) {
        Double cost = costUsd == null ? next.costUsd : next.costUsd == null ? costUsd : Double.valueOf(costUsd + next.costUsd);
        return new Usage(promptTokens + next.promptTokens, completionTokens + next.completionTokens,
                cachedTokens + next.cachedTokens, reasoningTokens + next.reasoningTokens, next.contextTokens, cost);
    }

    public int totalTokens() {
        return promptTokens + completionTokens;
    }
}
