package org.llmspace.chat.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.llmspace.contracts.chat.ChatMessage;
import org.llmspace.contracts.chat.Role;
import org.llmspace.contracts.chat.ToolCall;
import org.llmspace.contracts.kafka.EventCodec;

import com.fasterxml.jackson.databind.JsonNode;

class GuideIntentsTest {

    private static final List<String> TOOLS = List.of("calculator", "date_and_time", "sentiment", "summarize", "count_tokens",
            "named_entities", "classify", "translate", "read_web_page");

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "What is 15% of 80? | calculator", "12.5 * (3 + 4) | calculator",
            "calculate 2^10 | calculator", "how much is 7 / 2? | calculator", "what time is it now? | date_and_time",
            "What is the date today? | date_and_time", "what time is it in Tokyo? | date_and_time",
            "what is 12 plus 30? | calculator", "What is the square root of 144? | calculator",
            "How many days until 2030-01-01? | date_and_time", "What is the sentiment of I love this phone? | sentiment",
            "Is \"the soup was cold\" positive or negative? | sentiment", "sentiment of: a dull film | sentiment",
            "can you analyze the sentiment of this review: never again | sentiment",
            "How many tokens are in: hello world | count_tokens", "how many tokens does \"Hello world\" have? | count_tokens",
            "How many tokens are in The quick brown fox jumps? | count_tokens",
            "Who is mentioned in: Ada Lovelace met Charles Babbage in London | named_entities",
            "classify I want my money back as complaint, praise or question | classify",
            "how many days until christmas | date_and_time", "what weekday was 29 February 2024? | date_and_time",
            "what day is tomorrow | date_and_time", "what year is it | date_and_time",
            "what's the date in 3 weeks | date_and_time",
            "what's the date next friday | date_and_time", "time in New York please | date_and_time",
            "if i split 144 by 12 what do i get | calculator", "what percent of 50 is 20? | calculator",
            "I hate this phone. what is the sentiment of that? | sentiment",
            "how does this sound, positive or negative: what a waste of an evening | sentiment",
            "how many tokens is 'the quick brown fox'? | count_tokens",
            "how do you say thank you in spanish | translate", "Translate good morning to German | translate",
            "summarize https://example.org/page | read_web_page" })
    void questionsForAToolAreTold(String question, String tool) {
        assertThat(GuideIntents.toolFor(question, TOOLS)).get().extracting(call -> call.function().name()).isEqualTo(tool);
        assertThat(GuideIntents.toolFor(question, List.of())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "What is a token?", "What is 7B?", "what is a 128k context window", "How many tokens has GPT-4?",
            "What is time to first token?", "2026", "What is RLHF - and why?", "What is sentiment analysis?",
            "How many tokens are in a page?", "how many tokens fit into the context window of GPT-4?", "summarize RAG",
            "What is the sentiment of a text?", "How do I count tokens?", "How does translation work?",
            "classify text without training", "how many days does fine-tuning take", "what day should I use RAG", "one shot",
            "what is the difference between zero-shot and one-shot", "What is tokenization?",
            "how many tokens do I need for the subway", "are larger models good or bad" })
    void otherQuestionsAreNot(String question) {
        assertThat(GuideIntents.toolFor(question, TOOLS)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "What is the sentiment of this review: I love it! | text | I love it!",
            "how many tokens does \"Hello world\" have? | text | Hello world",
            "what is 3 times 4? | expression | 3 * 4",
            "what is twenty-five plus one hundred and thirty? | expression | 25 + 130",
            "what is 20% off 80 dollars | expression | 80 * (100 - 20) / 100",
            "increase 200 by 12% | expression | 200 * (100 + 12) / 100",
            "add 19% tax to 50 | expression | 50 * (100 + 19) / 100",
            "an item costs $120, what is it with 25% off | expression | 120 * (100 - 25) / 100",
            "how much is a quarter of 80 | expression | 80 / 4", "What's 20% off 150? | expression | 150 * (100 - 20) / 100",
            "subtract three from ten | expression | 10 - 3", "what is 5 squared plus 2 | expression | 5^2 + 2",
            "which day was March 5th, 2024 | date | 2024-03-05",
            "what time is it in New York? | time_zone | America/New_York" })
    void argumentsAreWhatIsMeant(String question, String argument, String value) throws Exception {
        assertThat(arguments(GuideIntents.toolFor(question, TOOLS).orElseThrow()).path(argument).asText()).isEqualTo(value);
    }

    @Test
    void whatWasSaidBeforeCanBeSummarized() throws Exception {
        String text = "The pump runs at night. ".repeat(10).strip();
        assertThat(arguments(GuideIntents.toolFor("Summarize this", text, TOOLS).orElseThrow()).path("text").asText())
                .isEqualTo(text);
        assertThat(arguments(GuideIntents.toolFor("Summarize: " + text, TOOLS).orElseThrow()).path("text").asText())
                .isEqualTo(text);
        assertThat(arguments(GuideIntents.toolFor(text + "\n\nPlease summarize the text above.", TOOLS).orElseThrow())
                .path("text").asText()).isEqualTo(text);
        assertThat(GuideIntents.toolFor("Summarize this", "Hi", TOOLS)).isEmpty();
    }

    @Test
    void examplesWithLabelsAreGoneOnWith() throws Exception {
        List<ChatMessage> shown = List.of(ChatMessage.user("never came"), ChatMessage.of(Role.ASSISTANT, "complaint"),
                ChatMessage.user("well done"), ChatMessage.of(Role.ASSISTANT, "praise"), ChatMessage.user("it is broken"));
        String labels = "{\"text\":\"it is broken\",\"labels\":[\"complaint\",\"praise\"]}";
        assertThat(arguments(GuideIntents.likeExamples(shown, TOOLS).orElseThrow())).hasToString(labels);
        ChatMessage pasted = ChatMessage.user("never came -> complaint\nwell done -> praise\nit is broken ->");
        assertThat(arguments(GuideIntents.likeExamples(List.of(pasted), TOOLS).orElseThrow())).hasToString(labels);
        assertThat(GuideIntents.likeExamples(shown.subList(0, 3), TOOLS)).isEmpty();
        assertThat(GuideIntents.likeExamples(shown, List.of())).isEmpty();
    }

    private static JsonNode arguments(ToolCall call) throws IOException {
        return EventCodec.json().readTree(call.function().arguments());
    }
}
