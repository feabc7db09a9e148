package org.llmspace.pipeline.onnx;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/// The operators of an ONNX file, read from its protobuf without its weights, which are skipped. ONNX Runtime's Java
/// interface does not tell them.
final class GraphOperators {

    private static final int MODEL_GRAPH = 7;
    private static final int GRAPH_NODE = 1;
    private static final int NODE_OPERATOR = 4;
    private static final int NODE_ATTRIBUTE = 5;
    private static final int ATTRIBUTE_GRAPH = 6;
    private static final int LENGTH_DELIMITED = 2;

    private final Set<String> names = new HashSet<>();

    private GraphOperators() {
    }

    static Set<String> of(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            return of(channel.map(FileChannel.MapMode.READ_ONLY, 0, Math.min(channel.size(), Integer.MAX_VALUE)));
        }
    }

    /// What can be read of a damaged file; ONNX Runtime says what is wrong with it.
    static Set<String> of(ByteBuffer model) {
        GraphOperators operators = new GraphOperators();
        try {
            operators.read(model, MODEL_GRAPH);
        } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException
                | ArithmeticException e) {
            return operators.names;
        }
        return operators.names;
    }

    /// Reads a message whose parts of one field lead on to nodes.
    private void read(ByteBuffer message, int field) {
        while (message.hasRemaining()) {
            long tag = varint(message);
            if ((tag & 7) != LENGTH_DELIMITED) {
                skip(message, (int) (tag & 7));
                continue;
            }
            int length = Math.toIntExact(varint(message));
            ByteBuffer part = message.slice(message.position(), length);
            message.position(message.position() + length);
            if (tag >> 3 == field) {
                follow(part, field);
            } else if (field == NODE_ATTRIBUTE && tag >> 3 == NODE_OPERATOR) {
                names.add(UTF_8.decode(part).toString());
            }
        }
    }

    private void follow(ByteBuffer part, int field) {
        switch (field) {
            case MODEL_GRAPH, ATTRIBUTE_GRAPH -> read(part, GRAPH_NODE);
            case GRAPH_NODE -> read(part, NODE_ATTRIBUTE);
            case NODE_ATTRIBUTE -> read(part, ATTRIBUTE_GRAPH);
            default -> throw new IllegalArgumentException("field " + field);
        }
    }

    private static void skip(ByteBuffer message, int wireType) {
        switch (wireType) {
            case 0 -> varint(message);
            case 1 -> message.position(message.position() + Long.BYTES);
            case 5 -> message.position(message.position() + Integer.BYTES);
            default -> throw new IllegalArgumentException("wire type " + wireType);
        }
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
