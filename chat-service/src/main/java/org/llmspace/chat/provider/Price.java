package org.llmspace.chat.provider;

import org.llmspace.contracts.chat.Usage;

/// What a model costs, in US dollars for a million tokens.
///
/// @param cachedInput for tokens of the prompt that the provider has in its cache
public record Price(double input, double cachedInput, double output) {

    private static final double MILLION = 1_000_000;

    /// What a call costs, in US dollars.
    public double of(Usage usage) {
        int cached = Math.min(usage.cachedTokens(), usage.promptTokens());
        return ((usage.promptTokens() - cached) * input + cached * cachedInput + usage.completionTokens() * output) / MILLION;
    }
}
