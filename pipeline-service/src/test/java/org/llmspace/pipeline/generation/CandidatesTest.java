package org.llmspace.pipeline.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// Worked out by hand from what Python's `transformers` does.
class CandidatesTest {

    private static GenerationConfig config(String json) throws JsonProcessingException {
        return new GenerationConfig((ObjectNode) new ObjectMapper().readTree(json), true);
    }

    private static float[] logits(double... probabilities) {
        float[] logits = new float[probabilities.length];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) Math.log(probabilities[i]);
        }
        return logits;
    }

    private static int[] left(float[] logits, String json) throws JsonProcessingException {
        return Candidates.of(logits, config(json)).ids();
    }

    @Test
    void topKKeepsWhatIsAsLikelyAsTheLast() throws JsonProcessingException {
        assertThat(left(new float[] { 1, 3, 3, 3, 0 }, "{\"top_k\": 2}")).containsExactly(1, 2, 3);
        assertThat(left(new float[] { 1, 3, 2, 3, 0 }, "{\"top_k\": 3}")).containsExactly(1, 3, 2);
        float no = Float.NEGATIVE_INFINITY;
        assertThat(left(new float[] { no, 3, no, 1 }, "{\"top_k\": 3}")).containsExactly(1, 3);
    }

    @Test
    void typicalKeepsWhatIsAsTypicalAsTheLast() throws JsonProcessingException {
        assertThat(left(new float[] { 1, 1, 1, 1 }, "{\"typical_p\": 0.3}")).containsExactly(0, 1, 2, 3);
        // entropy 1.21: 0.25 (surprise 1.39) is the most typical, then 0.5 (0.69), 0.15 (1.90), 0.1 (2.30)
        assertThat(left(logits(.5, .25, .15, .1), "{\"typical_p\": 0.2}")).containsExactly(1);
        assertThat(left(logits(.5, .25, .15, .1), "{\"typical_p\": 0.3}")).containsExactly(0, 1);
    }

    @Test
    void topPTakesTheTokenThatReachesIt() throws JsonProcessingException {
        assertThat(left(logits(.5, .25, .15, .1), "{\"top_p\": 0.6}")).containsExactly(0, 1);
        assertThat(left(logits(.5, .25, .15, .1), "{\"top_p\": 0.01}")).containsExactly(0);
        assertThat(left(logits(.5, .25, .15, .1), "{\"min_p\": 0.25}")).containsExactly(0, 1, 2);
    }

    @Test
    void etaCutsByTheEntropyOfWhatIsLeft() throws JsonProcessingException {
        // left of top_p are 2/3 and 1/3 with an entropy of 0.64: at least sqrt(0.5) * exp(-0.64) = 0.37 is wanted
        assertThat(left(logits(.5, .25, .15, .1), "{\"top_p\": 0.7, \"eta_cutoff\": 0.5}")).containsExactly(0);
    }

    @Test
    void temperatureComesBeforeTheCuts() throws JsonProcessingException {
        // squared and made one again: 0.5 becomes 0.72
        var candidates = Candidates.of(logits(.5, .25, .15, .1), config("{\"temperature\": 0.5, \"top_p\": 0.7}"));
        assertThat(candidates.ids()).containsExactly(0);
        assertThat(Candidates.of(logits(.6, .4), config("{\"temperature\": 0.5}")).probabilities()[0])
                .isCloseTo(.36 / .52, within(1e-6));
    }

    @Test
    void anEndGetsLikelierAfterAWhile() throws JsonProcessingException {
        var processors = new LogitsProcessors(config("{\"exponential_decay_length_penalty\": [1, 1.5]}"), 2, new int[] { 0, 1 },
                null);
        float[] logits = { -2, 4, 1 };
        processors.apply(new int[] { 9, 9, 9 }, logits);
        assertThat(logits).containsExactly(-2, 4, 1);
        // two tokens over: |logit| * (1.5^2 - 1) more
        processors.apply(new int[] { 9, 9, 9, 9, 9 }, logits);
        assertThat(logits).containsExactly(0.5f, 9, 1);
    }

    @Test
    void aDecayOfAnotherShapeIsRefusedInWords() {
        assertThatThrownBy(() -> config("{\"exponential_decay_length_penalty\": 5}").decay())
                .hasMessageContaining("is 5; use a list");
    }

    @Test
    void wordsAreBlockedAtTheirLastTokenAndNotAtTheVeryStart() throws JsonProcessingException {
        var processors = new LogitsProcessors(config("{\"bad_words_ids\": [[1, 2], [0]], \"no_repeat_ngram_size\": 2}"), 1,
                new int[0], null);
        float[] logits = { 5, 5, 5 };
        processors.apply(new int[] { 1 }, logits);
        assertThat(logits).containsExactly(Float.NEGATIVE_INFINITY, 5, 5);
        processors.apply(new int[] { 2, 1, 2, 1 }, logits);
        assertThat(logits).containsExactly(Float.NEGATIVE_INFINITY, 5, Float.NEGATIVE_INFINITY);
    }
}
