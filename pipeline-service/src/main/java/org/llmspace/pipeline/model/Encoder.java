package org.llmspace.pipeline.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.llmspace.pipeline.model.ModelException.Reason;
import org.llmspace.pipeline.onnx.OnnxSession;
import org.llmspace.pipeline.tensor.FloatTensor;
import org.llmspace.pipeline.tensor.LongTensor;
import org.llmspace.pipeline.tensor.Tensor;
import org.llmspace.pipeline.tokenizer.EncodeOptions;
import org.llmspace.pipeline.tokenizer.Encoding;
import org.llmspace.pipeline.tokenizer.Truncation;

/// A model that reads a whole text at once: one graph, fed by the names of its inputs.
public final class Encoder {

    private static final int AT_ONCE = 64;
    private static final int MAX_TOKENS = 1 << 17;

    private final Model model;
    private final OnnxSession session;
    private final int maxTokens;

    public Encoder(Model model) {
        this.model = model;
        this.session = model.session("model");
        this.maxTokens = model.maxTokens();
    }

    public Model model() {
        return model;
    }

    public int maxTokens() {
        return maxTokens;
    }

    /// The tokens of a text, cut to what the model can read.
    public Encoding encode(String text) {
        return encode(text, null);
    }

    /// The tokens of a text and maybe a second one, cut to what the model can read.
    public Encoding encode(String text, @Nullable String pair) {
        return model.tokenizer().encode(text, pair, EncodeOptions.defaults().with(Truncation.to(maxTokens)));
    }

    /// Runs the graph on one input.
    ///
    /// @return its outputs by name, with a batch of 1
    public Map<String, Tensor> forward(Encoding encoding) {
        return forward(List.of(encoding)).getFirst();
    }

    /// Runs the graph on several inputs, which share runs with each other and with those of other calls where that
    /// changes no answer.
    ///
    /// @return the outputs of each by name, with a batch of 1
    /// @throws ModelException if they are more than one call may have
    public List<Map<String, Tensor>> forward(List<Encoding> encodings) {
        checkLength(encodings);
        List<Map<String, Tensor>> outputs = new ArrayList<>(encodings.size());
        for (int i = 0; i < encodings.size(); i += AT_ONCE) { // so that a long list leaves room for other calls
            outputs.addAll(session.runRows(encodings.subList(i, Math.min(i + AT_ONCE, encodings.size())).stream()
                    .map(this::inputs).toList()));
        }
        return outputs;
    }

    private static void checkLength(List<Encoding> encodings) {
        long tokens = encodings.stream().mapToLong(Encoding::size).sum();
        if (tokens > MAX_TOKENS) {
            throw new ModelException(Reason.TOO_LONG,
                    "The call has %d tokens, overlaps included, and one call may have %d; divide it into several calls"
                            .formatted(tokens, MAX_TOKENS));
        }
    }

    private Map<String, LongTensor> inputs(Encoding encoding) {
        Map<String, LongTensor> inputs = new HashMap<>();
        for (String input : session.inputNames()) {
            switch (input) {
                case "input_ids" -> inputs.put(input, row(encoding.ids()));
                case "attention_mask" -> inputs.put(input, row(encoding.attentionMask()));
                case "token_type_ids" -> inputs.put(input, row(encoding.typeIds()));
                default -> throw new ModelException(Reason.WRONG_TASK,
                        "%s wants the input '%s'; it is no text encoder".formatted(model.name(), input));
            }
        }
        return inputs;
    }

    /// One output of the graph on one input.
    ///
    /// @param dimensions how many the output has, the batch included
    /// @param names possible names of the output, the preferred one first
    public FloatTensor forward(Encoding encoding, int dimensions, String... names) {
        return output(forward(encoding), dimensions, names);
    }

    /// One output of the graph on each of several inputs.
    ///
    /// @param dimensions how many the output has, the batch included
    /// @param names possible names of the output, the preferred one first
    public List<FloatTensor> forward(List<Encoding> encodings, int dimensions, String... names) {
        return forward(encodings).stream().map(outputs -> output(outputs, dimensions, names)).toList();
    }

    /// Picks an output.
    ///
    /// @param dimensions how many it has, the batch included
    /// @throws ModelException if the graph has none of these names with so many
    public FloatTensor output(Map<String, Tensor> outputs, int dimensions, String... names) {
        for (String output : names) {
            if (outputs.get(output) instanceof FloatTensor tensor) {
                checkDimensions(output, tensor.shape(), dimensions);
                return tensor;
            }
        }
        throw new ModelException(Reason.WRONG_TASK, "%s answers with %s, not with %s; use a model of this task"
                .formatted(model.name(), outputs.keySet(), String.join(" or ", names)));
    }

    private void checkDimensions(String output, long[] shape, int dimensions) {
        if (shape.length != dimensions) {
            throw new ModelException(Reason.WRONG_TASK,
                    "%s is made for %s, so its %s have the shape %s; use a model of this task".formatted(model.name(),
                            model.task(), output, Arrays.toString(shape)));
        }
    }

    private static LongTensor row(int[] numbers) {
        long[] values = new long[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            values[i] = numbers[i];
        }
        return new LongTensor(values, 1, numbers.length);
    }
}
