package org.llmspace.chat.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuideIntentsTest {

    private static final List<String> TOOLS = List.of("calculator", "date_and_time");

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "What is 15% of 80? | calculator", "12.5 * (3 + 4) | calculator",
            "calculate 2^10 | calculator", "how much is 7 / 2? | calculator", "what time is it now? | date_and_time",
            "What is the date today? | date_and_time" })
    void questionsForAToolAreTold(String question, String tool) {
        assertThat(GuideIntents.toolFor(question, TOOLS)).get().extracting(call -> call.function().name()).isEqualTo(tool);
        assertThat(GuideIntents.toolFor(question, List.of())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "What is a token?", "What is 7B?", "what is a 128k context window", "How many tokens has GPT-4?",
            "What is time to first token?", "2026", "What is RLHF - and why?" })
    void otherQuestionsAreNot(String question) {
        assertThat(GuideIntents.toolFor(question, TOOLS)).isEmpty();
    }
}
