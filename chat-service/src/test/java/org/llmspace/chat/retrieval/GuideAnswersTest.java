package org.llmspace.chat.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What no guide to a field can say, and what only looks like it.
class GuideAnswersTest {

    @ParameterizedTest
    @ValueSource(strings = { "Who is the CEO of Mistral?", "who founded Anthropic",
            "What is the phone number of OpenAI support?",
            "is openai down at the moment", "will it rain tomorrow", "what's in the news today", "what is my wifi password",
            "when is my next meeting", "what did I eat yesterday", "current price of GPT-5" })
    void outOfReach(String question) {
        assertThat(GuideAnswers.isOutOfReach(question)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "Which models are available right now?", "who made LLM Space?", "Who makes which model?",
            "Who invented the transformer?", "how do I classify email for spam", "why doesn't the model know yesterday's news",
            "how do I keep my password out of prompts", "what is fine-tuning for", "who is RAG for?",
            "How many tokens are in my prompt?",
            "which of my documents are searched?", "what are open models", "How do I call a tool?", "what does training cost" })
    void withinReach(String question) {
        assertThat(GuideAnswers.isOutOfReach(question)).isFalse();
    }
}
