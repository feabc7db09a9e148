package org.llmspace.pipeline.tokenizer;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;

/// The Rust library behind DJL, as the judge of ours.
final class RustTokenizer implements AutoCloseable {

    private final HuggingFaceTokenizer tokenizer;

    RustTokenizer(JsonNode tokenizerJson) {
        this(tokenizerJson, Map.of("truncation", "false", "padding", "false"));
    }

    RustTokenizer(JsonNode tokenizerJson, Map<String, String> options) {
        var json = (ObjectNode) tokenizerJson.deepCopy();
        json.putNull("truncation").putNull("padding");
        var bytes = json.toString().getBytes(StandardCharsets.UTF_8);
        try {
            tokenizer = HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(bytes), options);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What both sides must agree on for one encoding.
    record Facts(List<Integer> ids, List<Integer> typeIds, List<String> tokens, List<Integer> words, List<String> spans,
            List<Integer> specials, List<Integer> attention, List<List<Integer>> overflow) {
    }

    Facts encode(String text, @Nullable String pair, boolean specials) {
        var encoding = pair == null
                ? tokenizer.encode(text, specials, true)
                : tokenizer.encode(text, pair, specials, true);
        var spans = new ArrayList<String>();
        for (var span : encoding.getCharTokenSpans()) {
            spans.add(span == null ? "0-0" : span.getStart() + "-" + span.getEnd());
        }
        var overflow = Arrays.stream(encoding.getOverflowing()).map(part -> ints(part.getIds())).toList();
        return new Facts(ints(encoding.getIds()), ints(encoding.getTypeIds()), List.of(encoding.getTokens()),
                ints(encoding.getWordIds()), spans, ints(encoding.getSpecialTokenMask()),
                ints(encoding.getAttentionMask()), overflow);
    }

    static Facts facts(Encoding encoding) {
        var spans = new ArrayList<String>();
        var offsets = encoding.codePointOffsets();
        for (int i = 0; i < encoding.size(); i++) {
            spans.add(offsets.get(i).start() + "-" + offsets.get(i).end());
        }
        return new Facts(ints(encoding.ids()), ints(encoding.typeIds()), encoding.tokens(), ints(encoding.wordIds()),
                spans, ints(encoding.specialTokensMask()), ints(encoding.attentionMask()),
                encoding.overflowing().stream().map(part -> ints(part.ids())).toList());
    }

    String decode(int[] ids, boolean skipSpecialTokens) {
        return Objects.requireNonNullElse(
                tokenizer.decode(Arrays.stream(ids).asLongStream().toArray(), skipSpecialTokens), "");
    }

    /// Encodes only, for timing.
    int count(String text) {
        return tokenizer.encode(text, true, false).getIds().length;
    }

    private static List<Integer> ints(long[] values) {
        return Arrays.stream(values).mapToObj(value -> (int) value).toList();
    }

    private static List<Integer> ints(int[] values) {
        return IntStream.of(values).boxed().toList();
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
