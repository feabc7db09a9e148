package org.llmspace.pipeline.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TruncationTest {

    private final Tokenizer bert;

    TruncationTest() throws IOException {
        bert = Tokenizer.parse(MiniLmTest.json(), null);
    }

    private static EncodeOptions cut(Truncation truncation) {
        return EncodeOptions.defaults().with(truncation);
    }

    @Test
    void theLastSpecialTokenIsKept() {
        var encoding = bert.encode("hello world hello world", cut(Truncation.to(4)));
        assertThat(encoding.tokens()).startsWith("[CLS]", "hello").endsWith("[SEP]").hasSize(4);
    }

    @Test
    void overflowRepeatsTheStrideAndHasSpecialTokensOfItsOwn() {
        var encoding = bert.encode("wet wet bread bread river", cut(Truncation.to(5).withStride(1)));
        assertThat(encoding.tokens()).containsExactly("[CLS]", "wet", "wet", "bread", "[SEP]");
        assertThat(encoding.overflowing()).singleElement()
                .satisfies(rest -> assertThat(rest.tokens()).containsExactly("[CLS]", "bread", "bread", "river", "[SEP]"));
        assertThat(encoding.overflowing().get(0).textOf(3)).isEqualTo("river");
    }

    @Test
    void cutsAtTheLeftWhenAsked() {
        var encoding = bert.encode("wet bread river", cut(Truncation.to(4).withDirection(Side.LEFT)));
        assertThat(encoding.tokens()).containsExactly("[CLS]", "bread", "river", "[SEP]");
    }

    @ParameterizedTest
    @CsvSource({ "longest_first, LONGEST_FIRST, 12, 0", "longest_first, LONGEST_FIRST, 25, 2",
            "only_first, ONLY_FIRST, 40, 3", "only_second, ONLY_SECOND, 40, 5", "longest_first, LONGEST_FIRST, 9, 1" })
    void agreesWithRust(String name, Truncation.Strategy strategy, int maxLength, int stride)
            throws IOException {
        var options = Map.of("truncation", name, "maxLength", "" + maxLength, "stride", "" + stride, "padding", "false",
                "modelMaxLength", "1000");
        var truncation = Truncation.to(maxLength).with(strategy).withStride(stride);
        int compared = 0;
        try (var rust = new RustTokenizer(MiniLmTest.json(), options)) {
            var random = new RandomText(3);
            for (int i = 0; i < 500; i++) {
                var text = random.next();
                var pair = strategy == Truncation.Strategy.ONLY_SECOND || i % 2 == 0 ? random.next() : null;
                if (fits(text, pair, truncation)) {
                    compared++;
                    assertThat(RustTokenizer.facts(bert.encode(text, pair, cut(truncation)))).as("%s | %s", text, pair)
                            .isEqualTo(rust.encode(text, pair, true));
                }
            }
        }
        assertThat(compared).isGreaterThan(200);
    }

    // the Rust library fails where a single text cannot be cut enough, as ours does
    private boolean fits(String text, @org.jspecify.annotations.Nullable String pair, Truncation truncation) {
        int first = bert.encode(text).size() - 2;
        int second = pair == null ? 0 : bert.encode(pair).size() - 2;
        int budget = truncation.maxLength() - (pair == null ? 2 : 3);
        return switch (truncation.strategy()) {
            case LONGEST_FIRST -> true;
            case ONLY_FIRST -> budget - second > truncation.stride();
            case ONLY_SECOND -> budget - first > truncation.stride();
        };
    }

    @Test
    void shortInputsAreFilledUpToTheLongestOfTheBatch() {
        var batch = bert.encodeBatch(List.of("wet", "wet bread river"), EncodeOptions.defaults().with(Padding.longest()));
        assertThat(batch.get(0).tokens()).containsExactly("[CLS]", "wet", "[SEP]", "[PAD]", "[PAD]");
        assertThat(batch.get(0).attentionMask()).containsExactly(1, 1, 1, 0, 0);
        assertThat(batch.get(0).specialTokensMask()).containsExactly(1, 0, 1, 1, 1);
        assertThat(batch.get(1).attentionMask()).containsOnly(1);
    }

    @Test
    void paddingCanStandAtTheLeftAndToAMultiple() {
        var padding = new Padding(0, 8, Side.LEFT);
        var encoding = bert.encode("wet bread", EncodeOptions.defaults().with(padding));
        assertThat(encoding.tokens()).containsExactly("[PAD]", "[PAD]", "[PAD]", "[PAD]", "[CLS]", "wet", "bread", "[SEP]");
        assertThat(encoding.sequenceIds()).containsExactly(-1, -1, -1, -1, -1, 0, 0, -1);
    }

    @Test
    void impossibleLengthsAreRefusedInWords() {
        assertThatThrownBy(() -> bert.encode("wet", cut(Truncation.to(1))))
                .isInstanceOf(TokenizerException.class).hasMessageContaining("too short for the 2 special tokens");
        assertThatThrownBy(() -> bert.encode("wet wet wet wet", cut(Truncation.to(4).withStride(2))))
                .hasMessageContaining("smaller stride");
        assertThatThrownBy(() -> bert.encode("wet wet wet wet",
                cut(Truncation.to(4).with(Truncation.Strategy.ONLY_SECOND)))).hasMessageContaining("second text");
    }
}
