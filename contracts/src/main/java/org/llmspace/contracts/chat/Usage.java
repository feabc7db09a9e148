package org.llmspace.contracts.chat;

/// Tokens that a turn took, as the provider counts them; all zero when it does not.
///
/// @param cachedTokens those of the prompt that the provider had in its cache
/// @param reasoningTokens those of the completion that nobody sees
public record Usage(int promptTokens, int completionTokens, int cachedTokens, int reasoningTokens) {

    public static final Usage UNKNOWN = new Usage(0, 0, 0, 0);

    public static Usage of(int promptTokens, int completionTokens) {
        return new Usage(promptTokens, completionTokens, 0, 0);
    }

    public int totalTokens() {
        return promptTokens + completionTokens;
    }
}
