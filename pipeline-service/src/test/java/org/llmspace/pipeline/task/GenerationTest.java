package org.llmspace.pipeline.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.llmspace.contracts.pipeline.GeneratedToken;
import org.llmspace.pipeline.generation.Generated;

class GenerationTest {

    private static final Generated.Token RIVAL = new Generated.Token(7, "x", -0.5, false, List.of());

    @Test
    void rivalsStandAtThePlaceOfTheirToken() {
        List<List<GeneratedToken>> rivals = Generation.rivals(List.of(token(), token(RIVAL), token()));
        assertThat(rivals).containsExactly(List.of(), List.of(new GeneratedToken(7, "x", -0.5, false)), List.of());
    }

    @Test
    void whereNobodyAskedForRivalsThereAreNone() {
        assertThat(Generation.rivals(List.of(token(), token()))).isEmpty();
    }

    private static Generated.Token token(Generated.Token... top) {
        return new Generated.Token(1, "a", -1, false, List.of(top));
    }
}
