package org.llmspace.pipeline.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.junit.jupiter.api.Test;

/// The real vocabulary of 30522 pieces, judged by the Rust library.
class MiniLmTest {

    static JsonNode json() throws IOException {
        try (var file = MiniLmTest.class.getResourceAsStream("/all-minilm-l6-v2-q-tokenizer.json")) {
            return new ObjectMapper().readTree(file);
        }
    }

    @Test
    void agreesWithRust() throws IOException {
        var ours = Tokenizer.parse(json(), null);
        try (var rust = new RustTokenizer(json())) {
            var random = new RandomText(7);
            for (int i = 0; i < 500; i++) {
                var text = random.next();
                var pair = i % 3 == 0 ? random.next() : null;
                var encoding = ours.encode(text, pair);
                assertThat(RustTokenizer.facts(encoding)).as("%d: %s | %s", i, text, pair)
                        .isEqualTo(rust.encode(text, pair, true));
                assertThat(ours.decode(encoding.ids(), i % 2 == 0, false)).as(text)
                        .isEqualTo(rust.decode(encoding.ids(), i % 2 == 0));
            }
        }
    }
}
