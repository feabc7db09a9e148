package org.llmspace.pipeline.task;

import org.jspecify.annotations.Nullable;

/// Checks of parameters that callers give.
final class Parameters {

    private Parameters() {
    }

    /// The value of a parameter that counts something, or what holds when it is not given.
    static int positive(String name, @Nullable Integer value, int otherwise) {
        return atLeast(1, name, value, otherwise);
    }

    static int notNegative(String name, @Nullable Integer value, int otherwise) {
        return atLeast(0, name, value, otherwise);
    }

    private static int atLeast(int least, String name, @Nullable Integer value, int otherwise) {
        if (value != null && value < least) {
            throw PipelineException.invalid("'%s' is %d; use at least %d".formatted(name, value, least));
        }
        return value == null ? otherwise : value;
    }
}
