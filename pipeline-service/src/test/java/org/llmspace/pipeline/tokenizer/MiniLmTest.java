package org.llmspace.pipeline.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/// The real vocabulary of 30522 pieces.
class MiniLmTest {

    static JsonNode json() throws IOException {
        try (var file = MiniLmTest.class.getResourceAsStream("/all-minilm-l6-v2-q-tokenizer.json")) {
            return new ObjectMapper().readTree(file);
        }
    }

    @Test
    void wordsOfTheRealVocabularyKeepTheirIds() throws IOException {
        var tokenizer = Tokenizer.parse(json(), null);
        assertThat(tokenizer.vocabularySize()).isEqualTo(30522);
        var encoding = tokenizer.encode("Hello, tokenization!");
        assertThat(encoding.tokens()).containsExactly("[CLS]", "hello", ",", "token", "##ization", "!", "[SEP]");
        assertThat(encoding.ids()).containsExactly(101, 7592, 1010, 19204, 3989, 999, 102);
        assertThat(tokenizer.decode(encoding.ids(), true)).isEqualTo("hello, tokenization!");
    }
}
