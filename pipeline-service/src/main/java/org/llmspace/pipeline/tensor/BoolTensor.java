package org.llmspace.pipeline.tensor;

/// A tensor of truth values.
public final class BoolTensor implements Tensor {

    private final boolean[] values;
    private final long[] shape;

    public BoolTensor(boolean[] values, long... shape) {
        Tensor.check(values.length, shape);
        this.values = values;
        this.shape = shape;
    }

    public boolean[] values() {
        return values;
    }

    @Override
    public long[] shape() {
        return shape;
    }
}
