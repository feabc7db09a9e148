package org.llmspace.pipeline.onnx;

import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.util.concurrent.atomic.AtomicLong;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;

/// A tensor that stays in the runtime's memory, so that it can go into the next run without being copied.
public final class HeldTensor implements AutoCloseable {

    private static final AtomicLong OPEN = new AtomicLong();

    private final OnnxTensor tensor;
    private boolean closed;

    HeldTensor(OnnxTensor tensor) {
        this.tensor = tensor;
        OPEN.incrementAndGet();
    }

    /// How many tensors are in the runtime's memory now.
    static long open() {
        return OPEN.get();
    }

    OnnxTensor tensor() {
        return tensor;
    }

    public long[] shape() {
        return tensor.getInfo().getShape().clone();
    }

    /// The last vector of each row of a tensor of shape `[rows, ..., size]`.
    public float[][] lastVectors() {
        long[] shape = shape();
        FloatBuffer numbers = tensor.getFloatBuffer();
        int size = (int) shape[shape.length - 1];
        int row = (int) (numbers.remaining() / shape[0]);
        float[][] vectors = new float[(int) shape[0]][size];
        for (int i = 0; i < vectors.length; i++) {
            numbers.get((i + 1) * row - size, vectors[i]);
        }
        return vectors;
    }

    /// All vectors of a tensor of shape `[..., size]`, one after another.
    public float[][] vectors() {
        FloatBuffer numbers = tensor.getFloatBuffer();
        int size = (int) shape()[shape().length - 1];
        float[][] vectors = new float[numbers.remaining() / size][size];
        for (float[] vector : vectors) {
            numbers.get(vector);
        }
        return vectors;
    }

    /// A new tensor of some of the rows, in the order of their numbers.
    public HeldTensor rows(int... rows) {
        long[] shape = shape();
        long size = 1;
        for (int i = 1; i < shape.length; i++) {
            size *= shape[i];
        }
        shape[0] = rows.length;
        try {
            return new HeldTensor(tensor.getInfo().type == OnnxJavaType.FLOAT ? floats(rows, (int) size, shape)
                    : halves(rows, (int) size, shape));
        } catch (OrtException e) {
            throw new OnnxException("rows cannot be taken: " + OnnxException.reason(e), e);
        }
    }

    private OnnxTensor floats(int[] rows, int size, long[] shape) throws OrtException {
        FloatBuffer from = tensor.getFloatBuffer();
        FloatBuffer to = FloatBuffer.allocate(rows.length * size);
        for (int row : rows) {
            to.put(from.slice(row * size, size));
        }
        return OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), to.flip(), shape);
    }

    private OnnxTensor halves(int[] rows, int size, long[] shape) throws OrtException {
        ShortBuffer from = tensor.getShortBuffer();
        ShortBuffer to = ShortBuffer.allocate(rows.length * size);
        for (int row : rows) {
            to.put(from.slice(row * size, size));
        }
        return OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), to.flip(), shape, tensor.getInfo().type);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            tensor.close();
            OPEN.decrementAndGet();
        }
    }
}
