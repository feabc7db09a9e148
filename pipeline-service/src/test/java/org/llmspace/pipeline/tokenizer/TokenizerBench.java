package org.llmspace.pipeline.tokenizer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// Texts tokenized in a second on one thread, by ours, by the JavaScript of transformers.js and by the Rust library behind
/// DJL, in turns.
public final class TokenizerBench {

    private static final String SENTENCE = "The river rose in the night, and by morning the bridge was under water. ";
    private static final List<Integer> LENGTHS = List.of(1, 8, 1_000);
    private static final int ROUNDS = 5;
    private static final int SLICE_MILLIS = 60;

    /// How fast the peer is.
    ///
    /// @param rate texts in a second
    public record Rate(int tokens, double rate) {
    }

    /// Asks the peer to tokenize a text for some time.
    public interface Peer {
        Rate tokenize(Path file, String text, int millis) throws IOException;
    }

    /// Takes a line of the table.
    public interface Row {
        void add(String what, String unit, double ours, double peer);
    }

    private TokenizerBench() {
    }

    /// @param folder where files for the peer are written
    public static void run(Path folder, Peer peer, Row row) throws IOException {
        for (var file : Map.of("WordPiece of MiniLM", MiniLmTest.json(), "byte BPE of GPT-2's layout",
                TokenizerFiles.GPT2.json(), "Unigram of XLM-R's layout", TokenizerFiles.XLM_R.json()).entrySet()) {
            time(file.getKey(), file.getValue(), folder, peer, row);
        }
    }

    private static void time(String name, JsonNode json, Path folder, Peer peer, Row row) throws IOException {
        Path file = folder.resolve(name.replaceAll("\\W+", "-") + ".json");
        ObjectNode whole = new ObjectMapper().createObjectNode();
        // npm @huggingface/tokenizers wants them all, if only as null
        List.of("normalizer", "pre_tokenizer", "post_processor", "decoder").forEach(whole::putNull);
        Files.writeString(file, whole.setAll((ObjectNode) json).toString());
        Tokenizer ours = Tokenizer.parse(json, null);
        try (RustTokenizer rust = new RustTokenizer(json)) {
            for (int length : LENGTHS) {
                String text = SENTENCE.repeat(length);
                int tokens = ours.encode(text).size();
                double[] best = new double[3];
                for (int i = 0; i < ROUNDS; i++) {
                    best[0] = Math.max(best[0], rate(text, t -> ours.encode(t).size()));
                    best[1] = Math.max(best[1], rate(peer.tokenize(file, text, SLICE_MILLIS), tokens));
                    best[2] = Math.max(best[2], rate(text, rust::count));
                }
                String what = "%s, %,d tokens".formatted(name, tokens);
                row.add(what + ", peer JavaScript", "ktokens/s", best[0] * tokens / 1e3, best[1] * tokens / 1e3);
                row.add(what + ", peer Rust in DJL", "ktokens/s", best[0] * tokens / 1e3, best[2] * tokens / 1e3);
            }
        }
    }

    private static double rate(Rate peers, int tokens) {
        if (peers.tokens() != tokens) {
            throw new IllegalStateException("the peer counts %d tokens, not %d".formatted(peers.tokens(), tokens));
        }
        return peers.rate();
    }

    private static double rate(String text, ToIntFunction<String> encode) {
        long start = System.nanoTime();
        long end = start;
        int count = 0;
        for (; end - start < SLICE_MILLIS * 1_000_000L; end = System.nanoTime()) {
            count += Math.min(1, encode.applyAsInt(text));
        }
        return count * 1e9 / (end - start);
    }
}
