package org.llmspace.chat.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Mistyped words, and words that only look like known ones.
class SpellingTest {

    private static final Spelling SPELLING = new Spelling(
            List.of("Explain the roles of embeddings, tokens and a vector database; BLEU is what scores translations"));

    @ParameterizedTest
    @CsvSource({ "embedings, embeddings", "explane, explain", "tokins, tokens", "vektor, vector", "waht, what",
            "databse, database" })
    void slipsArePutRight(String typed, String meant) {
        assertThat(SPELLING.corrected(typed)).isEqualToIgnoringCase(meant);
    }

    @ParameterizedTest
    @ValueSource(strings = { "roses", "blue", "scored", "horses" })
    void otherWordsStay(String word) {
        assertThat(SPELLING.corrected(word)).isEqualTo(word);
    }
}
