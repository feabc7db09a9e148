package org.llmspace.pipeline.task;

import org.llmspace.contracts.FailureCode;

/// Logits as numbers to reckon with.
final class Numbers {

    private Numbers() {
    }

    static double[] doubles(float[] values) {
        return doubles(values, 0, values.length);
    }

    static double[] doubles(float[] values, int from, int length) {
        double[] doubles = new double[length];
        for (int i = 0; i < length; i++) {
            doubles[i] = values[from + i];
        }
        return doubles;
    }

    /// The same numbers.
    ///
    /// @throws PipelineException if one of them is none
    static double[] finite(double[] scores, String model) {
        for (double score : scores) {
            if (!Double.isFinite(score)) {
                throw new PipelineException(FailureCode.INTERNAL,
                        "%s answered with something that is no number; its weights may be damaged, get it again"
                                .formatted(model));
            }
        }
        return scores;
    }
}
