package org.llmspace.pipeline.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/// Writes an ONNX graph, node by node, with weights that are drawn.
final class OnnxGraph {

    private static final int OPSET = 20;
    private static final int FLOAT = 1;
    static final int INT64 = 7;

    /// A message of protobuf.
    private static final class Message {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Message number(int field, long value) {
            varint((long) field << 3);
            varint(value);
            return this;
        }

        Message bytes(int field, byte[] value) {
            varint((long) field << 3 | 2);
            varint(value.length);
            bytes.writeBytes(value);
            return this;
        }

        Message text(int field, String value) {
            return bytes(field, value.getBytes(UTF_8));
        }

        Message message(int field, Message value) {
            return bytes(field, value.bytes.toByteArray());
        }

        private void varint(long value) {
            long rest = value;
            for (; (rest & ~0x7fL) != 0; rest >>>= 7) {
                bytes.write((int) (rest & 0x7f | 0x80));
            }
            bytes.write((int) rest);
        }
    }

    /// A setting of a node: whole numbers, of which one alone is no list.
    record Attribute(String name, boolean list, long... values) {

        private Message message() {
            Message message = new Message().text(1, name).number(20, list ? 7 : 2);
            for (long value : values) {
                message.number(list ? 8 : 3, value);
            }
            return message;
        }
    }

    private final Message graph = new Message().text(2, "random");
    private final SplittableRandom random = new SplittableRandom(7);
    private int names;

    static Attribute attribute(String name, long value) {
        return new Attribute(name, false, value);
    }

    static Attribute attributes(String name, long... values) {
        return new Attribute(name, true, values);
    }

    /// @param shape numbers, and names of dimensions that are open
    void input(String name, int type, Object... shape) {
        graph.message(11, value(name, type, shape));
    }

    /// @param value which of the graph's values it is
    void output(String name, String value, Object... shape) {
        node("Identity", List.of(value), name);
        graph.message(12, value(name, FLOAT, shape));
    }

    private static Message value(String name, int type, Object... shape) {
        Message dimensions = new Message();
        for (Object length : shape) {
            dimensions.message(1, length instanceof Number number ? new Message().number(1, number.longValue())
                    : new Message().text(2, length.toString()));
        }
        Message tensor = new Message().number(1, type).message(2, dimensions);
        return new Message().text(1, name).message(2, new Message().message(1, tensor));
    }

    /// Adds a node and returns the name of what it gives.
    String op(String type, List<String> inputs, Attribute... attributes) {
        String output = next();
        node(type, inputs, output, attributes);
        return output;
    }

    private void node(String type, List<String> inputs, String output, Attribute... attributes) {
        Message node = new Message();
        inputs.forEach(input -> node.text(1, input));
        node.text(2, output).text(4, type);
        for (Attribute attribute : attributes) {
            node.message(5, attribute.message());
        }
        graph.message(1, node);
    }

    String ints(long... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(values);
        return tensor(INT64, bytes, values.length);
    }

    /// The same number everywhere.
    String constant(float value, int length) {
        ByteBuffer bytes = ByteBuffer.allocate(length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < length; i++) {
            bytes.putFloat(value);
        }
        return tensor(FLOAT, bytes, length);
    }

    /// Numbers drawn evenly from both sides of zero.
    String weights(float size, int... shape) {
        int count = 1;
        for (int length : shape) {
            count *= length;
        }
        ByteBuffer bytes = ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            bytes.putFloat((float) (random.nextDouble() * 2 - 1) * size);
        }
        return tensor(FLOAT, bytes, shape);
    }

    private String tensor(int type, ByteBuffer bytes, int... shape) {
        Message tensor = new Message();
        for (int length : shape) {
            tensor.number(1, length);
        }
        String name = next();
        graph.message(5, tensor.number(2, type).text(8, name).bytes(9, bytes.array()));
        return name;
    }

    private String next() {
        return "v" + names++;
    }

    void write(Path file) throws IOException {
        Message model = new Message().number(1, 9).message(7, graph).message(8, new Message().text(1, "").number(2, OPSET));
        Files.write(file, model.bytes.toByteArray());
    }
}
