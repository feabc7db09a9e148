package org.llmspace.pipeline.tensor;

import java.util.Arrays;

/// Numbers with a shape, in row-major order. Arrays are not copied; whoever makes a tensor gives them away.
public sealed interface Tensor permits FloatTensor, LongTensor, BoolTensor {

    /// The length of each dimension, outermost first.
    long[] shape();

    /// How many numbers a shape holds.
    static int sizeOf(long... shape) {
        return Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
    }

    /// The length of one dimension; negative indices count from the last.
    default int dim(int index) {
        long[] shape = shape();
        return Math.toIntExact(shape[index < 0 ? shape.length + index : index]);
    }

    static void check(int values, long[] shape) {
        if (values != sizeOf(shape)) {
            throw new IllegalArgumentException(
                    "%d values do not fill the shape %s".formatted(values, Arrays.toString(shape)));
        }
    }
}
