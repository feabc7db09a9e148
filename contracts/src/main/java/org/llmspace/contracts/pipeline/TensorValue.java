package org.llmspace.contracts.pipeline;

import static java.util.Objects.requireNonNull;

import java.util.List;

/// Numbers with a shape.
///
/// @param dtype `float32`, `int64` or `bool`; what a graph answers in half precision or as `int32` is widened
/// @param shape the length of each dimension, outermost first
/// @param data all numbers in one list, the last dimension fastest; truth values are 0 and 1
public record TensorValue(String dtype, List<Long> shape, List<Number> data) {

    public TensorValue {
        requireNonNull(dtype, "a tensor needs 'dtype', for instance int64");
        shape = List.copyOf(requireNonNull(shape, "a tensor needs 'shape', a list of lengths"));
        data = List.copyOf(requireNonNull(data, "a tensor needs 'data', a list of numbers"));
    }
}
