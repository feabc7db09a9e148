package org.llmspace.pipeline.bench;

import static org.llmspace.pipeline.bench.OnnxGraph.attribute;
import static org.llmspace.pipeline.bench.OnnxGraph.attributes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

import org.llmspace.pipeline.builtin.BuiltinModel;

import com.fasterxml.jackson.databind.ObjectMapper;

/// A folder of models that both sides read: the built-in ones, and two with random weights, an encoder of MiniLM's shape
/// in full precision and a decoder of GPT-2's kind that remembers the past.
final class BenchModels {

    static final int LAYERS = 6;
    static final int SIZE = 384;
    private static final int HEADS = 6;
    private static final int POSITIONS = 512;
    private static final int PIECES = 30_522;
    static final int TOKENS = 16_000;
    private static final String END = "<|endoftext|>";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;

    private BenchModels(Path folder) {
        this.folder = folder;
    }

    static Path in(Path folder) throws IOException {
        BenchModels models = new BenchModels(folder);
        for (BuiltinModel builtin : List.of(BuiltinModel.MINILM, BuiltinModel.SENTIMENT, BuiltinModel.NER)) {
            models.copy(builtin, "onnx/model_quantized.onnx");
        }
        models.encoder();
        models.decoder();
        return folder;
    }

    private Path copy(BuiltinModel model, String... graphs) throws IOException {
        Path copy = repository(model.name().toLowerCase(Locale.ROOT));
        for (String file : List.of("config.json", "tokenizer.json", "tokenizer_config.json")) {
            Files.write(copy.resolve(file), model.read(file));
        }
        for (String graph : graphs) {
            Files.write(copy.resolve(graph), model.read(graph));
        }
        return copy;
    }

    private Path repository(String name) throws IOException {
        Path repository = folder.resolve("bench").resolve(name);
        Files.createDirectories(repository.resolve("onnx"));
        return repository;
    }

    private void encoder() throws IOException {
        Path repository = repository("encoder");
        Path minilm = folder.resolve("bench/minilm");
        for (String file : List.of("config.json", "tokenizer.json", "tokenizer_config.json")) {
            Files.copy(minilm.resolve(file), repository.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        OnnxGraph graph = new OnnxGraph();
        for (String input : List.of("input_ids", "attention_mask", "token_type_ids")) {
            graph.input(input, OnnxGraph.INT64, "batch_size", "sequence_length");
        }
        Transformer body = new Transformer(graph, SIZE, 12);
        String length = body.length("input_ids");
        String words = body.rows(PIECES, "input_ids");
        String positions = graph.op("Slice",
                List.of(graph.weights(0.5f, POSITIONS, SIZE), graph.ints(0), length, graph.ints(0)));
        String state = body.norm(body.add(body.add(words, positions), body.rows(2, "token_type_ids")));
        String hidden = body.hidden("attention_mask");
        for (int layer = 0; layer < LAYERS; layer++) {
            Transformer.Heads heads = body.heads(state);
            state = body.norm(body.add(state, body.attention(heads, hidden)));
            state = body.norm(body.add(state, body.feedForward(state)));
        }
        graph.output("last_hidden_state", state, "batch_size", "sequence_length", SIZE);
        graph.write(repository.resolve("onnx/model.onnx"));
    }

    private void decoder() throws IOException {
        Path repository = repository("decoder");
        Map<String, Object> config = new LinkedHashMap<>(Map.of("architectures", List.of("GPT2LMHeadModel"), "model_type",
                "gpt2", "n_embd", SIZE, "n_head", HEADS, "n_layer", LAYERS, "n_positions", POSITIONS, "n_ctx", POSITIONS,
                "vocab_size", TOKENS, "bos_token_id", TOKENS - 1, "eos_token_id", TOKENS - 1));
        JSON.writeValue(repository.resolve("config.json").toFile(), config);
        JSON.writeValue(repository.resolve("generation_config.json").toFile(),
                Map.of("bos_token_id", TOKENS - 1, "eos_token_id", TOKENS - 1, "pad_token_id", TOKENS - 1));
        JSON.writeValue(repository.resolve("tokenizer_config.json").toFile(), Map.of("tokenizer_class", "GPT2Tokenizer",
                "model_max_length", POSITIONS, "bos_token", END, "eos_token", END, "unk_token", END, "pad_token", END,
                "add_prefix_space", false));
        JSON.writeValue(repository.resolve("tokenizer.json").toFile(), byteBpe());
        decoderGraph().write(repository.resolve("onnx/model.onnx"));
    }

    private static OnnxGraph decoderGraph() {
        OnnxGraph graph = new OnnxGraph();
        graph.input("input_ids", OnnxGraph.INT64, "batch_size", "sequence_length");
        graph.input("attention_mask", OnnxGraph.INT64, "batch_size", "total_sequence_length");
        graph.input("position_ids", OnnxGraph.INT64, "batch_size", "sequence_length");
        Transformer body = new Transformer(graph, SIZE, HEADS);
        String state = body.add(body.rows(TOKENS, "input_ids"), body.rows(POSITIONS, "position_ids"));
        String hidden = body.add(body.hidden("attention_mask"), body.future("input_ids", "attention_mask"));
        for (int layer = 0; layer < LAYERS; layer++) {
            String past = "past_key_values." + layer;
            for (String part : List.of(".key", ".value")) {
                graph.input(past + part, 1, "batch_size", HEADS, "past_sequence_length", SIZE / HEADS);
            }
            Transformer.Heads now = body.heads(body.norm(state));
            Transformer.Heads all = new Transformer.Heads(now.queries(),
                    graph.op("Concat", List.of(past + ".key", now.keys()), attribute("axis", 2)),
                    graph.op("Concat", List.of(past + ".value", now.values()), attribute("axis", 2)));
            graph.output("present." + layer + ".key", all.keys(), "batch_size", HEADS, "total_sequence_length", SIZE / HEADS);
            graph.output("present." + layer + ".value", all.values(), "batch_size", HEADS, "total_sequence_length",
                    SIZE / HEADS);
            state = body.add(state, body.attention(all, hidden));
            state = body.add(state, body.feedForward(body.norm(state)));
        }
        String logits = graph.op("MatMul", List.of(body.norm(state), graph.weights(0.3f, SIZE, TOKENS)));
        graph.output("logits", logits, "batch_size", "sequence_length", TOKENS);
        return graph;
    }

    /// Bytes, pairs of letters, and pairs with one letter more, so that every number is a text.
    private static Map<String, Object> byteBpe() {
        Map<String, Integer> vocabulary = new LinkedHashMap<>();
        List<String> merges = new ArrayList<>();
        int unseen = 256;
        for (int b = 0; b < 256; b++) {
            boolean seen = b > ' ' && b < 127 || b > 160 && b != 173;
            vocabulary.put(Character.toString(seen ? b : unseen++), vocabulary.size());
        }
        List<String> letters = IntStream.rangeClosed('a', 'z').mapToObj(Character::toString).toList();
        List<String> pairs = letters.stream().flatMap(a -> letters.stream().map(b -> a + " " + b)).toList();
        List<String> triples = pairs.stream().flatMap(pair -> letters.stream().map(c -> pair.replace(" ", "") + " " + c))
                .toList();
        for (List<String> more : List.of(pairs, triples)) {
            for (String merge : more.subList(0, Math.min(more.size(), TOKENS - 1 - vocabulary.size()))) {
                merges.add(merge);
                vocabulary.put(merge.replace(" ", ""), vocabulary.size());
            }
        }
        Map<String, Object> level = Map.of("type", "ByteLevel", "add_prefix_space", false, "trim_offsets", true, "use_regex",
                true);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("version", "1.0");
        json.put("added_tokens", List.of(Map.of("id", TOKENS - 1, "content", END, "single_word", false, "lstrip", false,
                "rstrip", false, "normalized", false, "special", true)));
        json.put("normalizer", null);
        json.put("pre_tokenizer", level);
        json.put("post_processor", level);
        json.put("decoder", level);
        json.put("model", Map.of("type", "BPE", "continuing_subword_prefix", "", "end_of_word_suffix", "", "fuse_unk", false,
                "vocab", vocabulary, "merges", merges));
        return json;
    }

    /// The parts that encoders and decoders share.
    private record Transformer(OnnxGraph graph, int size, int heads) {

        private record Heads(String queries, String keys, String values) {
        }

        String add(String a, String b) {
            return graph.op("Add", List.of(a, b));
        }

        String rows(int count, String ids) {
            return graph.op("Gather", List.of(graph.weights(0.5f, count, size), ids));
        }

        String norm(String state) {
            return graph.op("LayerNormalization", List.of(state, graph.constant(1, size), graph.constant(0, size)));
        }

        private String linear(String state, int from, int to) {
            float scale = (float) Math.sqrt(3.0 / from);
            return add(graph.op("MatMul", List.of(state, graph.weights(scale, from, to))), graph.weights(0.02f, to));
        }

        String feedForward(String state) {
            return linear(graph.op("Gelu", List.of(linear(state, size, 4 * size))), 4 * size, size);
        }

        Heads heads(String state) {
            return new Heads(split(linear(state, size, size)), split(linear(state, size, size)),
                    split(linear(state, size, size)));
        }

        private String split(String state) {
            String parts = graph.op("Reshape", List.of(state, graph.ints(0, 0, heads, size / heads)));
            return graph.op("Transpose", List.of(parts), attributes("perm", 0, 2, 1, 3));
        }

        /// @param hidden what is added to the scores, far below zero where nothing may be seen
        String attention(Heads of, String hidden) {
            String turned = graph.op("Transpose", List.of(of.keys()), attributes("perm", 0, 1, 3, 2));
            String scores = graph.op("Mul", List.of(graph.op("MatMul", List.of(of.queries(), turned)),
                    graph.constant((float) (1 / Math.sqrt((double) size / heads)), 1)));
            String shares = graph.op("Softmax", List.of(add(scores, hidden)), attribute("axis", -1));
            String seen = graph.op("Transpose", List.of(graph.op("MatMul", List.of(shares, of.values()))),
                    attributes("perm", 0, 2, 1, 3));
            return linear(graph.op("Reshape", List.of(seen, graph.ints(0, 0, size))), size, size);
        }

        /// The second dimension of a value.
        String length(String value) {
            return graph.op("Gather", List.of(graph.op("Shape", List.of(value)), graph.ints(1)));
        }

        String hidden(String mask) {
            String numbers = graph.op("Cast", List.of(graph.op("Unsqueeze", List.of(mask, graph.ints(1, 2)))),
                    attribute("to", 1));
            String gaps = graph.op("Sub", List.of(graph.constant(1, 1), numbers));
            return graph.op("Mul", List.of(gaps, graph.constant(-10_000, 1)));
        }

        /// Hides from each token those that come later.
        String future(String ids, String mask) {
            String total = length(mask);
            String all = graph.op("Squeeze", List.of(total));
            String past = graph.op("Squeeze", List.of(graph.op("Sub", List.of(total, length(ids)))));
            String zero = graph.op("Squeeze", List.of(graph.ints(0)));
            String one = graph.op("Squeeze", List.of(graph.ints(1)));
            String keys = graph.op("Unsqueeze", List.of(graph.op("Range", List.of(zero, all, one)), graph.ints(0)));
            String queries = graph.op("Unsqueeze", List.of(graph.op("Range", List.of(past, all, one)), graph.ints(1)));
            String later = graph.op("Cast", List.of(graph.op("Greater", List.of(keys, queries))), attribute("to", 1));
            return graph.op("Mul", List.of(later, graph.constant(-10_000, 1)));
        }
    }
}
