package org.llmspace.chat.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LanguageTest {

    @ParameterizedTest
    @ValueSource(strings = { "What is a token?", "RAG", "llama3.2", "temperature vs top_p",
            "What is the difference between la and le?",
            "how do i use de novo embeddings", "", "3 + 4", "Explain RAG", "who is \u674e?" })
    void english(String text) {
        assertThat(Language.isEnglish(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "Was ist ein Token?", "Wie funktioniert RAG und was kostet es?", "Qu'est-ce que le RAG ?",
            "\u00bfQu\u00e9 es un modelo de lenguaje?", "Che cosa \u00e8 un token?", "Wat is een token en hoe werkt het?",
            "\u4ec0\u4e48\u662f\u5927\u8bed\u8a00\u6a21\u578b", "\u0447\u0442\u043e \u0442\u0430\u043a\u043e\u0435 LLM" })
    void other(String text) {
        assertThat(Language.isEnglish(text)).isFalse();
    }
}
