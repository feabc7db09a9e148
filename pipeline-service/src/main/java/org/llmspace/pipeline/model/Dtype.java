package org.llmspace.pipeline.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// A precision of weights, with the ending that it gives a graph's file; in the order in which they are taken where
/// nothing is preferred.
enum Dtype {
    FP32(""),
    FP16("_fp16"),
    Q8("_quantized"),
    INT8("_int8"),
    UINT8("_uint8"),
    Q4("_q4"),
    BNB4("_bnb4"),
    Q4F16("_q4f16");

    private final String suffix;

    Dtype(String suffix) {
        this.suffix = suffix;
    }

    String suffix() {
        return suffix;
    }

    /// @throws IllegalArgumentException if there is none of that name
    static Dtype named(String name) {
        return Arrays.stream(values()).filter(dtype -> dtype.name().toLowerCase(Locale.ROOT).equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "'%s' is no dtype; use auto, fp32, fp16, q8, int8, uint8, q4, bnb4 or q4f16".formatted(name)));
    }

    /// All of them, the preferred one first.
    List<Dtype> first() {
        List<Dtype> all = new ArrayList<>(List.of(values()));
        all.remove(this);
        all.addFirst(this);
        return all;
    }
}
