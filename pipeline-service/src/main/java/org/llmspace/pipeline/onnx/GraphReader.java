package org.llmspace.pipeline.onnx;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// What an ONNX file says of its graph, read from its protobuf without its weights, which are skipped. ONNX Runtime's Java
/// interface does not tell it.
final class GraphReader {

    private static final int MODEL_GRAPH = 7;
    private static final int GRAPH_NODE = 1;
    private static final int GRAPH_WEIGHTS = 5;
    private static final int NODE_INPUT = 1;
    private static final int NODE_OPERATOR = 4;
    private static final int NODE_ATTRIBUTE = 5;
    private static final int ATTRIBUTE_GRAPH = 6;
    private static final int WEIGHTS_DIMENSION = 1;
    private static final int WEIGHTS_TYPE = 2;
    private static final int WEIGHTS_NAME = 8;
    /// Bytes of a number by its type in ONNX; of those that are as large as a float or larger nothing is gained.
    private static final Map<Long, Integer> SMALL_TYPES = Map.of(2L, 1, 3L, 1, 4L, 2, 5L, 2, 10L, 2, 16L, 2);
    /// Types of floats of 16 bits.
    private static final Set<Long> HALVES = Set.of(10L, 16L);
    private static final Set<String> UNPACKING = Set.of("Cast", "DequantizeLinear");
    private static final int VARINT = 0;
    private static final int LENGTH_DELIMITED = 2;

    private final Set<String> operators = new HashSet<>();
    private final Set<String> unpacked = new HashSet<>();
    private final Map<String, Long> growth = new HashMap<>();
    private long halves;

    private GraphReader() {
    }

    static GraphReader of(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            return of(channel.map(FileChannel.MapMode.READ_ONLY, 0, Math.min(channel.size(), Integer.MAX_VALUE)));
        }
    }

    /// What can be read of a damaged file; ONNX Runtime says what is wrong with it.
    static GraphReader of(ByteBuffer model) {
        GraphReader reader = new GraphReader();
        try {
            each(model, MODEL_GRAPH, reader::graph);
        } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException
                | ArithmeticException e) {
            return reader;
        }
        return reader;
    }

    Set<String> operators() {
        return operators;
    }

    /// How many bytes more than in the file the weights take that ONNX Runtime makes floats of when it opens the graph.
    long growth() {
        return growth.entrySet().stream().filter(weights -> unpacked.contains(weights.getKey()))
                .mapToLong(Map.Entry::getValue).sum() + halves;
    }

    private void graph(ByteBuffer graph) {
        each(graph.duplicate(), GRAPH_NODE, this::node);
        each(graph, GRAPH_WEIGHTS, this::weights);
    }

    private void node(ByteBuffer node) {
        String operator = text(node, NODE_OPERATOR);
        operators.add(operator);
        if (UNPACKING.contains(operator)) {
            unpacked.add(text(node, NODE_INPUT));
        }
        each(node, NODE_ATTRIBUTE, attribute -> each(attribute, ATTRIBUTE_GRAPH, this::graph));
    }

    private void weights(ByteBuffer weights) {
        long type = numbers(weights, WEIGHTS_TYPE);
        if (SMALL_TYPES.containsKey(type)) {
            long more = numbers(weights, WEIGHTS_DIMENSION) * (Float.BYTES - SMALL_TYPES.get(type));
            if (HALVES.contains(type)) {
                halves += more; // processors do not reckon with them
            } else {
                growth.put(text(weights, WEIGHTS_NAME), more);
            }
        }
    }

    /// The first of the texts of a field.
    private static String text(ByteBuffer message, int field) {
        List<String> texts = new ArrayList<>();
        each(message.duplicate(), field, part -> texts.add(UTF_8.decode(part).toString()));
        return texts.isEmpty() ? "" : texts.getFirst();
    }

    /// The product of the numbers of a field.
    private static long numbers(ByteBuffer message, int field) {
        List<Long> numbers = new ArrayList<>();
        each(message.duplicate(), field, part -> {
            while (part.hasRemaining()) {
                numbers.add(varint(part));
            }
        });
        return numbers.stream().reduce(1L, Math::multiplyExact);
    }

    /// Reads all parts of one field of a message.
    private static void each(ByteBuffer message, int field, Consumer<ByteBuffer> read) {
        while (message.hasRemaining()) {
            long tag = varint(message);
            int length = length(message, (int) (tag & 7));
            if (tag >> 3 == field) {
                read.accept(message.slice(message.position(), length));
            }
            message.position(message.position() + length);
        }
    }

    /// How long the part is that comes next; the length of a part that says it is read.
    private static int length(ByteBuffer message, int wireType) {
        return switch (wireType) {
            case VARINT -> varintLength(message.duplicate());
            case 1 -> Long.BYTES;
            case LENGTH_DELIMITED -> Math.toIntExact(varint(message));
            case 5 -> Integer.BYTES;
            default -> throw new IllegalArgumentException("wire type " + wireType);
        };
    }

    private static int varintLength(ByteBuffer bytes) {
        int begin = bytes.position();
        varint(bytes);
        return bytes.position() - begin;
    }

    private static long varint(ByteBuffer bytes) {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = bytes.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number is too long");
    }
}
