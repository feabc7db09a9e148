package org.llmspace.pipeline.tensor;

/// A tensor of 64-bit integers.
public final class LongTensor implements Tensor {

    private final long[] values;
    private final long[] shape;

    public LongTensor(long[] values, long... shape) {
        Tensor.check(values.length, shape);
        this.values = values;
        this.shape = shape;
    }

    public long[] values() {
        return values;
    }

    @Override
    public long[] shape() {
        return shape;
    }
}
