package org.llmspace.pipeline.tokenizer;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// Sentences a second of processor time of ours and of the Rust library behind DJL, in turns, on one thread; the best
/// of several slices counts.
///
/// With a folder as argument it also writes the files and texts there, for `tokenizer-benchmark.mjs` to time
/// JavaScript on the same ones.
public final class TokenizerBenchmark {

    private static final String SENTENCE = "The river rose in the night, and by morning the bridge was under water. ";
    private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();
    private static final int ROUNDS = 12;
    private static final long SLICE_NANOS = 100_000_000;

    private TokenizerBenchmark() {
    }

    public static void main(String[] args) throws IOException {
        var texts = List.of(SENTENCE, SENTENCE.repeat(8));
        time("MiniLM (WordPiece 30522)", MiniLmTest.json(), texts, args);
        time("GPT-2 layout (byte BPE)", TokenizerFiles.GPT2.json(), texts, args);
        time("Llama 3 layout (byte BPE)", TokenizerFiles.LLAMA3.json(), texts, args);
        time("XLM-R layout (Unigram)", TokenizerFiles.XLM_R.json(), texts, args);
    }

    private static void time(String name, JsonNode json, List<String> texts, String[] args) throws IOException {
        if (args.length > 0) {
            var file = new ObjectMapper().createObjectNode().put("name", name);
            // npm @huggingface/tokenizers wants them all, if only as null
            var tokenizer = file.putObject("tokenizer").putNull("normalizer").putNull("pre_tokenizer")
                    .putNull("post_processor").putNull("decoder");
            tokenizer.setAll((ObjectNode) json);
            Files.writeString(Path.of(args[0], name.replaceAll("\\W+", "-") + ".json"), file.toString());
        }
        long start = System.nanoTime();
        var ours = Tokenizer.parse(json, null);
        double load = (System.nanoTime() - start) / 1e6;
        try (var rust = new RustTokenizer(json)) {
            for (var text : texts) {
                var rates = new ArrayList<double[]>();
                for (int i = 0; i < ROUNDS; i++) {
                    rates.add(new double[] { rate(text, t -> ours.encode(t).size()), rate(text, rust::count) });
                }
                System.out.printf(Locale.ROOT, "%-26s %4d tokens: ours %,9.0f/s, DJL %,9.0f/s, ratio %.2f (build %.1f ms)%n",
                        name, ours.encode(text).size(), best(rates, 0), best(rates, 1), best(rates, 0) / best(rates, 1),
                        load);
            }
        }
    }

    private static double best(List<double[]> rates, int side) {
        return rates.stream().mapToDouble(rate -> rate[side]).max().orElse(0);
    }

    private static double rate(String text, ToIntFunction<String> encode) {
        long start = CLOCK.getCurrentThreadCpuTime();
        long end = start;
        int count = 0;
        long tokens = 0;
        while (end - start < SLICE_NANOS) {
            for (int i = 0; i < 20; i++) {
                tokens += encode.applyAsInt(text);
            }
            count += 20;
            end = CLOCK.getCurrentThreadCpuTime();
        }
        if (tokens == 0) {
            throw new IllegalStateException("nothing was encoded");
        }
        return count * 1e9 / (end - start);
    }
}
