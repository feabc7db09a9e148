package org.llmspace.chat.provider;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tokens are counted by the model's own tokenizer where it is public, and estimated elsewhere.
class TokenCountersTest {

    private final TokenCounters counters = new TokenCounters((_, _) -> 0);

    @ParameterizedTest
    @CsvSource({ "gpt-4o-mini,o200k_base,8", "gpt-5,o200k_base,8", "o3-mini,o200k_base,8", "gpt-4,cl100k_base,9",
            "gpt-3.5-turbo,cl100k_base,9", "openai/gpt-4.1,o200k_base,8", "claude-sonnet-4-5,estimate,8",
            "some-model,estimate,8" })
    void aModelHasItsTokenizer(String model, String name, int tokens) {
        Providers.Choice choice = new Providers.Choice(new Guide(), model);
        TokenCounter counter = counters.of(choice);
        assertThat(counter.name()).isEqualTo(name);
        assertThat(counter.count("お誕生日おめでとう")).isEqualTo(tokens);
        assertThat(counter.count("<|endoftext|>")).isPositive();
    }
}
