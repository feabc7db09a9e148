package org.llmspace.pipeline.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

/// Ids, tokens, offsets, words, masks and decoded text equal those of the Rust library on random Unicode text; with
/// `-Dfuzz.cases=10000` on much of it.
class RustParityTest {

    private static final int CASES = Integer.getInteger("fuzz.cases", 1_500);

    @ParameterizedTest
    @EnumSource(TokenizerFiles.class)
    void everyFamilyIsEncodedAndDecodedAlike(TokenizerFiles family) throws JsonProcessingException {
        compare(family.json(), CASES);
    }

    @Test
    void theRealVocabularyOfMiniLmIsUsedAlike() throws IOException {
        compare(MiniLmTest.json(), CASES);
    }

    private static void compare(JsonNode json, int cases) {
        var ours = Tokenizer.parse(json, null);
        var random = new RandomText(42);
        try (var rust = new RustTokenizer(json)) {
            for (int i = 0; i < cases; i++) {
                var text = random.next();
                var pair = i % 3 == 0 ? random.next() : null;
                boolean specials = i % 5 != 0;
                var encoding = ours.encode(text, pair, EncodeOptions.defaults().withSpecialTokens(specials));
                assertThat(RustTokenizer.facts(encoding)).as("%d: %s | %s", i, text, pair)
                        .isEqualTo(rust.encode(text, pair, specials));
                assertDecodedAlike(ours, rust, encoding.ids(), i % 2 == 0);
                assertDecodedAlike(ours, rust, randomIds(ours, i), i % 2 == 0);
            }
        }
    }

    private static int[] randomIds(Tokenizer tokenizer, int seed) {
        return new Random(seed).ints(12, 0, tokenizer.vocabularySize()).toArray();
    }

    private static void assertDecodedAlike(Tokenizer ours, RustTokenizer rust, int[] ids, boolean skipSpecialTokens) {
        // the Rust library panics on nothing to decode
        if (ours.decode(ids, skipSpecialTokens, false).isEmpty()) {
            return;
        }
        assertThat(ours.decode(ids, skipSpecialTokens, false)).as("%s", ids).isEqualTo(rust.decode(ids, skipSpecialTokens));
    }
}
