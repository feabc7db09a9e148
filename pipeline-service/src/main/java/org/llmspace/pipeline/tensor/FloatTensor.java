package org.llmspace.pipeline.tensor;

/// A tensor of 32-bit floats.
public final class FloatTensor implements Tensor {

    private final float[] values;
    private final long[] shape;

    public FloatTensor(float[] values, long... shape) {
        Tensor.check(values.length, shape);
        this.values = values;
        this.shape = shape;
    }

    public float[] values() {
        return values;
    }

    @Override
    public long[] shape() {
        return shape;
    }
}
