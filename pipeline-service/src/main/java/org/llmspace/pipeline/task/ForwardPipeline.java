package org.llmspace.pipeline.task;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.llmspace.contracts.pipeline.PipelineOutput.Tensors;
import org.llmspace.contracts.pipeline.PipelineTask.Forward;
import org.llmspace.contracts.pipeline.TensorValue;
import org.llmspace.pipeline.model.Model;
import org.llmspace.pipeline.onnx.OnnxException;
import org.llmspace.pipeline.onnx.OnnxSession;
import org.llmspace.pipeline.tensor.BoolTensor;
import org.llmspace.pipeline.tensor.FloatTensor;
import org.llmspace.pipeline.tensor.LongTensor;
import org.llmspace.pipeline.tensor.Tensor;

/// Runs one of a model's graphs on tensors that the caller made.
final class ForwardPipeline {

    private final OnnxSession session;

    ForwardPipeline(Model model, Forward task) {
        String graph = Objects.requireNonNullElse(task.graph(), "model");
        if (!model.hasSession(graph)) {
            throw PipelineException.invalid("%s has no graph '%s'; send 'graph', one of %s".formatted(model.name(), graph,
                    model.graphs()));
        }
        this.session = model.session(graph);
    }

    Tensors run(Forward task) {
        check("inputs", task.inputs().keySet(), session.inputNames());
        check("outputs", task.outputs(), session.outputNames());
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        task.inputs().forEach((name, value) -> inputs.put(name, tensor(name, value)));
        Map<String, TensorValue> outputs = new LinkedHashMap<>();
        forward(inputs).forEach((name, tensor) -> {
            if (task.outputs().isEmpty() || task.outputs().contains(name)) {
                outputs.put(name, value(tensor));
            }
        });
        return new Tensors(outputs);
    }

    private Map<String, Tensor> forward(Map<String, Tensor> inputs) {
        try {
            return session.run(inputs);
        } catch (OnnxException e) { // the caller made the numbers, so the fault is most likely theirs
            throw PipelineException.invalid("The graph refuses these inputs: " + e.getMessage());
        }
    }

    private static void check(String field, Iterable<String> given, Set<String> known) {
        for (String name : given) {
            if (!known.contains(name)) {
                throw PipelineException.invalid("'%s' names '%s'; the graph has %s".formatted(field, name, known));
            }
        }
    }

    private static Tensor tensor(String name, TensorValue value) {
        long[] shape = value.shape().stream().mapToLong(Long::longValue).toArray();
        if (Arrays.stream(shape).anyMatch(length -> length < 0)) {
            throw PipelineException.invalid("The shape of '%s' has a negative length".formatted(name));
        }
        try {
            return switch (value.dtype()) {
                case "float32" -> new FloatTensor(floats(value.data()), shape);
                case "int64" -> new LongTensor(longs(value.data()), shape);
                case "bool" -> new BoolTensor(flags(value.data()), shape);
                default -> throw PipelineException.invalid(
                        "'%s' has the dtype '%s'; use float32, int64 or bool".formatted(name, value.dtype()));
            };
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw PipelineException.invalid("'%s' does not fit its shape or dtype: %s".formatted(name, e.getMessage()));
        }
    }

    private static long[] longs(List<Number> numbers) {
        return numbers.stream().mapToLong(number -> {
            if (number.doubleValue() != number.longValue()) {
                throw new IllegalArgumentException(number + " is no whole number");
            }
            return number.longValue();
        }).toArray();
    }

    private static float[] floats(List<Number> numbers) {
        float[] floats = new float[numbers.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = numbers.get(i).floatValue();
        }
        return floats;
    }

    private static boolean[] flags(List<Number> numbers) {
        boolean[] flags = new boolean[numbers.size()];
        for (int i = 0; i < flags.length; i++) {
            flags[i] = numbers.get(i).doubleValue() != 0;
        }
        return flags;
    }

    private static TensorValue value(Tensor tensor) {
        List<Long> shape = Arrays.stream(tensor.shape()).boxed().toList();
        return switch (tensor) {
            case FloatTensor floats -> new TensorValue("float32", shape, numbers(floats.values()));
            case LongTensor longs -> new TensorValue("int64", shape, numbers(longs.values()));
            case BoolTensor flags -> new TensorValue("bool", shape, numbers(flags.values()));
        };
    }

    private static List<Number> numbers(float[] values) {
        List<Number> numbers = new ArrayList<>(values.length);
        for (float value : values) {
            numbers.add(value);
        }
        return numbers;
    }

    private static List<Number> numbers(long[] values) {
        List<Number> numbers = new ArrayList<>(values.length);
        for (long value : values) {
            numbers.add(value);
        }
        return numbers;
    }

    private static List<Number> numbers(boolean[] values) {
        List<Number> numbers = new ArrayList<>(values.length);
        for (boolean value : values) {
            numbers.add(value ? 1 : 0);
        }
        return numbers;
    }
}
