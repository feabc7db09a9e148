package org.llmspace.pipeline.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import com.fasterxml.jackson.core.JsonProcessingException;

/// Inputs of 100 kB, with and without blanks: equal to the Rust library, and not slower than linear.
class LongTextTest {

    private static final int SIZE = 100_000;

    @ParameterizedTest
    @EnumSource(TokenizerFiles.class)
    void hugeInputsAreEncodedAlikeAndInTime(TokenizerFiles family) throws JsonProcessingException {
        var tokenizer = Tokenizer.parse(family.json(), null);
        try (var rust = new RustTokenizer(family.json())) {
            for (var text : new String[] { mixed(), "unbelievable".repeat(SIZE / 12), "日本語".repeat(SIZE / 9),
                    " ".repeat(SIZE), "a".repeat(SIZE), "e\u0301".repeat(SIZE / 3) }) {
                long start = System.nanoTime();
                var encoding = tokenizer.encode(text);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).as(family.name())
                        .isLessThan(Duration.ofSeconds(5));
                // compared as text: a list of facts this long takes the test framework minutes to describe
                assertThat(RustTokenizer.facts(encoding).equals(rust.encode(text, null, true)))
                        .as("%s: %.40s", family, text).isTrue();
            }
        }
    }

    private static String mixed() {
        var text = new StringBuilder();
        var random = new RandomText(11);
        while (text.length() < SIZE / 2) {
            text.append(random.next()).append(' ');
        }
        return text.toString();
    }
}
