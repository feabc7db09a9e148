package org.llmspace.pipeline.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// Tokenizer files that no family has are read as the Rust library reads them; with `-Dfuzz.files=2000` many of them.
class RandomFilesParityTest {

    private static final int FILES = Integer.getInteger("fuzz.files", 60);

    @Test
    void filesOfAnyPartsAreUsedAlike() {
        LongStream.range(0, FILES).forEach(seed -> {
            var json = RandomTokenizerFile.of(seed);
            var ours = Tokenizer.parse(json, null);
            try (var rust = new RustTokenizer(json)) {
                var random = new RandomText(seed);
                for (int i = 0; i < 12; i++) {
                    assertAlike(ours, rust, random.next(), i % 3 == 0 ? random.next() : null, "file " + seed);
                }
            }
        });
    }

    private static void assertAlike(Tokenizer ours, RustTokenizer rust, String text, @Nullable String pair, String name) {
        var encoding = ours.encode(text, pair);
        assertThat(RustTokenizer.facts(encoding)).as("%s: %s | %s", name, text, pair)
                .isEqualTo(rust.encode(text, pair, true));
        var decoded = ours.decode(encoding.ids(), true, false);
        // the Rust library panics on nothing to decode
        if (!decoded.isEmpty()) {
            assertThat(decoded).as(name).isEqualTo(rust.decode(encoding.ids(), true));
        }
    }

    static Stream<String> regexes() {
        return RandomTokenizerFile.REGEXES.stream();
    }

    @ParameterizedTest
    @MethodSource("regexes")
    void everyExpressionSplitsAlike(String regex) {
        var json = splitting();
        json.putObject("pre_tokenizer").put("type", "Split").put("behavior", "Isolated").put("invert", false)
                .putObject("pattern").put("Regex", regex);
        compare(json,
                Stream.concat(
                        Stream.of("a1b2 12345678 ", "ab\r\ncd\n\n x", "x\u200Dy", "aa aaa", "1".repeat(9_999), "1½²3",
                                "𝒳𝓎 Ab𝗕𝗕c €♰", "\u000B"),
                        Stream.generate(new RandomText(regex.length())::next).limit(150)).toList());
    }

    @ParameterizedTest
    @EnumSource(UnicodeForm.class)
    void marksOfAnyAgeAreOrderedAlike(UnicodeForm form) {
        var json = splitting();
        json.putObject("normalizer").put("type", form.name());
        var random = new Random(form.ordinal());
        compare(json, Stream.generate(() -> marks(random)).limit(3_000).toList());
    }

    private static String marks(Random random) {
        var text = new StringBuilder("a");
        for (int i = 0; i < 6; i++) {
            int c = random.nextInt(3) == 0 ? random.nextInt(0x1E800) : random.nextInt(0x3300);
            boolean usable = Character.isDefined(c) && c > ' ' && !(c >= 0xD800 && c < 0xE000);
            text.appendCodePoint(usable && (random.nextInt(4) == 0 || Characters.isMark(c)) ? c : 0x300 + random.nextInt(0x70));
        }
        return text.toString();
    }

    @ParameterizedTest
    @EnumSource(UnicodeForm.class)
    void manyMarksAreOrderedAlikeAndInTime(UnicodeForm form) {
        var json = splitting();
        json.putObject("normalizer").put("type", form.name());
        var random = new Random(form.ordinal());
        var some = Stream.generate(() -> marks(random)).limit(60).collect(Collectors.joining());
        var marks = "a" + some.replaceAll("[^\\p{M}]", "") + "é\u0BCA\u0CC6\u0CC2\u0CD5" + "\u0334\u0301\u0316".repeat(40);
        compare(json, List.of(marks, some));
        long start = System.nanoTime();
        Tokenizer.parse(json, null).encode("a" + "\u0301\u0316".repeat(50_000));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void blanksThatAnAddedTokenTookMayBeAnotherAddedToken() {
        var json = splitting();
        json.withArrayProperty("added_tokens").add(added(1, "<m>").put("rstrip", true)).add(added(2, " x"))
                .add(added(3, "  "));
        compare(json, List.of("a<m> x", "<m>   x <m>", "<m>    ", "a   <m>   b"));
    }

    private static ObjectNode added(int id, String content) {
        return new ObjectMapper().createObjectNode().put("id", id).put("content", content).put("single_word", false)
                .put("lstrip", false).put("rstrip", false).put("normalized", false).put("special", false);
    }

    @Test
    void blanksOutsideOfTheBasicPlaneOfATextAreCountedAsCharacters() {
        var json = splitting();
        json.putObject("normalizer").put("type", "Replace").put("content", "     ").putObject("pattern").put("String", "👍");
        json.putObject("post_processor").put("type", "ByteLevel").put("add_prefix_space", false).put("trim_offsets", true)
                .put("use_regex", true);
        compare(json, List.of("👍👍", "a👍👍", "👍a👍", "a 👍"));
    }

    @Test
    void bytesOfAContinuationPrefixStayInsideTheText() throws JsonProcessingException {
        var tokenizer = Tokenizer.parse(new ObjectMapper().readTree("""
                {"model":{"type":"BPE","vocab":{"a":0,"<0x23>":1,"<0x62>":2},"merges":[],"byte_fallback":true,
                "continuing_subword_prefix":"##"}}"""), null);
        assertThat(tokenizer.encode("ab").offsets()).containsExactly(new Span(0, 1), new Span(1, 2), new Span(1, 2),
                new Span(1, 2));
    }

    private static ObjectNode splitting() {
        var json = new ObjectMapper().createObjectNode().put("version", "1.0");
        json.putArray("added_tokens");
        json.putObject("model").put("type", "Unigram").put("unk_id", 0).putArray("vocab").addArray().add("<unk>").add(0.0);
        return json;
    }

    private static void compare(JsonNode json, List<String> texts) {
        var ours = Tokenizer.parse(json, null);
        try (var rust = new RustTokenizer(json)) {
            for (var text : texts) {
                assertThat(RustTokenizer.facts(ours.encode(text))).as(text).isEqualTo(rust.encode(text, null, true));
            }
        }
    }
}
