package org.llmspace.chat.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Prompts with examples in them, in the ways that people write them.
class PastedShotsTest {

    @Test
    void arrowsLeadToAnOutput() {
        assertThat(PastedShots
                .of("Sort these.\nReview: great phone -> positive\nbroke after a day -> negative\nReview: I love it ->"))
                .contains(new PastedShots(List.of("positive", "negative"), "I love it"));
        assertThat(PastedShots.of("a => 1\nb =>")).contains(new PastedShots(List.of("1"), "b"));
    }

    @Test
    void twoLabelsTakeTurns() {
        assertThat(PastedShots.of("Label each message.\n\nText: never came\nLabel: complaint\n\nText: well done\nLabel:"))
                .contains(new PastedShots(List.of("complaint"), "well done"));
        assertThat(PastedShots.asked("Q: What is RAG?\nA: A way to answer.\nQ: What is a token?\nA:"))
                .isEqualTo("What is a token?");
    }

    @ParameterizedTest
    @ValueSource(strings = { "What is a token?", "a -> b", "a -> b\nc -> d", "Name: Ada\nAge: 36\nCity: London\nJob:",
            "Q: What is RAG?", "public static void main(String[] args) -> int\n", "" })
    void otherTextsAreAskedAsTheyAre(String text) {
        assertThat(PastedShots.of(text)).isEmpty();
        assertThat(PastedShots.asked(text)).isEqualTo(text);
    }

    @Test
    void labelsAreFewWordsAndSeveral() {
        assertThat(PastedShots.labels(List.of("positive", "very negative", "positive"))).containsExactly("positive",
                "very negative");
        assertThat(PastedShots.labels(List.of("positive", "positive"))).isEmpty();
        assertThat(PastedShots.labels(List.of("4", "6"))).isEmpty();
        assertThat(PastedShots.labels(List.of("yes", "this is a whole sentence"))).isEmpty();
        assertThat(PastedShots.labels(List.of())).isEmpty();
    }
}
