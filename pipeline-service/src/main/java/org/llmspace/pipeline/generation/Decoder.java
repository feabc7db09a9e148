package org.llmspace.pipeline.generation;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.IntToLongFunction;
import java.util.function.ObjIntConsumer;
import java.util.function.ToLongBiFunction;
import java.util.stream.LongStream;

import org.llmspace.pipeline.model.Model;
import org.llmspace.pipeline.model.ModelException;
import org.llmspace.pipeline.onnx.HeldTensor;
import org.llmspace.pipeline.onnx.OnnxSession;
import org.llmspace.pipeline.tensor.BoolTensor;
import org.llmspace.pipeline.tensor.FloatTensor;
import org.llmspace.pipeline.tensor.LongTensor;
import org.llmspace.pipeline.tensor.Tensor;

/// The graph that says which token comes next, with its memory of the tokens before. It is fed by the names of its
/// inputs, so that one class serves all families of models. For one generation on one thread.
final class Decoder implements AutoCloseable {

    /// Inputs that are the memory of the tokens before begin with it: `past_key_values.0.key`, in hybrids `past_conv.0`.
    private static final String PAST = "past_";
    private static final int LONG_PROMPT = 32;

    private final Model model;
    private final OnnxSession first;
    private final OnnxSession next;
    private final Map<String, HeldTensor> encoded = new HashMap<>();
    private final long[] encoderMask;
    private final Map<String, HeldTensor> cache = new HashMap<>();
    private int past;
    private int wanted = 1;

    private Decoder(Model model, OnnxSession first, OnnxSession next, long[] encoderMask) {
        this.model = model;
        this.first = first;
        this.next = next;
        this.encoderMask = encoderMask;
    }

    /// The decoder of a model without an encoder.
    static Decoder alone(Model model) {
        return model.hasSession("model") ? one(model, "model", new long[0]) : of(model, new long[0]);
    }

    /// The decoder of a model that has read a text.
    static Decoder after(Model model, int[] inputs) {
        long[] mask = ones(inputs.length);
        Map<String, Tensor> fed = new HashMap<>();
        for (String input : model.session("encoder_model").inputNames()) {
            switch (input) {
                case "input_ids" -> fed.put(input, rows(new int[][] { inputs }, 0));
                case "attention_mask" -> fed.put(input, new LongTensor(mask, 1, mask.length));
                default -> throw unknown(model, input);
            }
        }
        return encoded(model, fed);
    }

    /// The decoder of a model that has seen an image or heard a recording.
    static Decoder after(Model model, FloatTensor media) {
        Set<String> inputs = model.session("encoder_model").inputNames();
        if (inputs.size() != 1) {
            throw unknown(model, inputs.toString());
        }
        return encoded(model, Map.of(inputs.iterator().next(), media));
    }

    private static Decoder encoded(Model model, Map<String, Tensor> fed) {
        HeldTensor states = first(model.session("encoder_model").hold(fed, Map.of()).values());
        Decoder decoder = of(model, ones((int) states.shape()[1]));
        decoder.encoded.put("encoder_hidden_states", states);
        return decoder;
    }

    private static HeldTensor first(Collection<HeldTensor> outputs) {
        outputs.stream().skip(1).forEach(HeldTensor::close);
        return outputs.iterator().next();
    }

    private static long[] ones(int length) {
        long[] ones = new long[length];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static Decoder of(Model model, long[] mask) {
        if (model.hasSession("decoder_model_merged")) {
            return one(model, "decoder_model_merged", mask);
        }
        String cached = "decoder_with_past_model";
        return new Decoder(model, model.session("decoder_model"),
                model.session(model.hasSession(cached) ? cached : "decoder_model"), mask);
    }

    private static Decoder one(Model model, String graph, long[] mask) {
        return new Decoder(model, model.session(graph), model.session(graph), mask);
    }

    /// The logits of the next token of each row.
    ///
    /// @param ids all tokens so far, every row equally long
    float[][] logits(int[][] ids) {
        int length = ids[0].length;
        if (past == 0 && length > LONG_PROMPT && remembers()) {
            // logits of a whole prompt would be copied for nothing
            run(Arrays.stream(ids).map(row -> Arrays.copyOf(row, length - 1)).toArray(int[][]::new)).close();
        }
        try (HeldTensor logits = run(ids)) {
            return logits.lastVectors();
        }
    }

    /// Goes through a text.
    ///
    /// @param visitor takes each place but the first, and the logarithms of how likely tokens are there after those before
    void read(int[] ids, ObjIntConsumer<float[]> visitor) {
        wanted = 0; // all
        int step = remembers() ? LONG_PROMPT : ids.length;
        for (int from = 0; from < ids.length - 1; from += step) {
            int to = Math.min(from + step, ids.length - 1);
            try (HeldTensor logits = run(new int[][] { Arrays.copyOf(ids, to) })) {
                float[][] vectors = logits.vectors();
                for (int i = from; i < to; i++) {
                    visitor.accept(BeamSearch.logSoftmax(vectors[i - from]), i + 1);
                }
            }
        }
    }

    /// Goes on with some of the rows, in this order.
    void select(int... rows) {
        cache.replaceAll((_, tensor) -> selected(tensor, rows));
        encoded.replaceAll((_, tensor) -> selected(tensor, rows));
    }

    private static HeldTensor selected(HeldTensor tensor, int[] rows) {
        try (tensor) {
            return tensor.rows(rows);
        }
    }

    private boolean remembers() {
        return next.inputNames().stream().anyMatch(name -> name.startsWith(PAST));
    }

    private HeldTensor run(int[][] ids) {
        OnnxSession session = past == 0 ? first : next;
        Map<String, HeldTensor> held = new HashMap<>();
        Map<String, HeldTensor> nothing = new HashMap<>();
        Map<String, Tensor> fed = new HashMap<>();
        for (String input : session.inputNames()) {
            if (encoded.containsKey(input)) {
                held.put(input, encoded.get(input));
            } else if (input.startsWith(PAST)) {
                held.put(input, cache.containsKey(input) ? cache.get(input)
                        : nothing.computeIfAbsent(input, name -> session.empty(name, ids.length)));
            } else {
                fed.put(input, input(input, ids));
            }
        }
        try {
            return remember(session.hold(fed, held), ids[0].length);
        } finally {
            nothing.values().forEach(HeldTensor::close);
        }
    }

    private Tensor input(String name, int[][] ids) {
        int rows = ids.length;
        int length = ids[0].length;
        return switch (name) {
            case "input_ids" -> rows(ids, past);
            case "attention_mask", "decoder_attention_mask" -> filled(rows, length, _ -> 1);
            case "position_ids" -> filled(rows, length - past, i -> past + i);
            case "encoder_attention_mask" -> filled(rows, encoderMask.length, i -> encoderMask[i]);
            case "use_cache_branch" -> new BoolTensor(new boolean[] { past > 0 }, 1);
            case "num_logits_to_keep" -> new LongTensor(new long[] { wanted });
            case "cache_position" -> new LongTensor(LongStream.range(past, length).toArray(),
                    length - past);
            default -> throw unknown(model, name);
        };
    }

    private HeldTensor remember(Map<String, HeldTensor> outputs, int length) {
        boolean begun = past > 0;
        outputs.forEach((name, tensor) -> {
            String input = past(name);
            if (next.inputNames().contains(input) && !(begun && name.contains(".encoder."))) {
                HeldTensor old = cache.put(input, tensor);
                if (old != null) {
                    old.close();
                }
            } else if (!name.equals("logits")) {
                tensor.close(); // the encoder's part never changes after the first token
            }
        });
        past = remembers() ? length : 0;
        HeldTensor logits = outputs.get("logits");
        if (logits == null) {
            throw new ModelException(ModelException.Reason.WRONG_TASK,
                    "%s answers with %s, not with logits; use a model that generates text".formatted(model.name(),
                            outputs.keySet()));
        }
        return logits;
    }

    /// The input that takes in the next run what this output says: `past_key_values.0.key` for `present.0.key`,
    /// `past_conv.0` for `present_conv.0`.
    private static String past(String output) {
        return output.startsWith("present.") ? output.replaceFirst("present", "past_key_values")
                : output.replaceFirst("present_", PAST);
    }

    private static LongTensor rows(int[][] ids, int from) {
        return filled(ids.length, ids[0].length - from, (row, i) -> ids[row][from + i]);
    }

    private static LongTensor filled(int rows, int length, IntToLongFunction value) {
        return filled(rows, length, (_, i) -> value.applyAsLong(i));
    }

    private static LongTensor filled(int rows, int length, ToLongBiFunction<Integer, Integer> value) {
        long[] values = new long[rows * length];
        for (int i = 0; i < values.length; i++) {
            values[i] = value.applyAsLong(i / length, i % length);
        }
        return new LongTensor(values, rows, length);
    }

    private static ModelException unknown(Model model, String input) {
        return new ModelException(ModelException.Reason.WRONG_TASK,
                "%s wants the input '%s'; models of this kind cannot generate text here".formatted(model.name(), input));
    }

    @Override
    public void close() {
        cache.values().forEach(HeldTensor::close);
        encoded.values().forEach(HeldTensor::close);
    }
}
