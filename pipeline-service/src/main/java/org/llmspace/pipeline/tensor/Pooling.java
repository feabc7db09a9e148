package org.llmspace.pipeline.tensor;

import java.util.function.IntUnaryOperator;

/// How the vectors of a text's tokens become one vector.
public enum Pooling {
    /// The average of all tokens.
    MEAN,
    /// The sum of all tokens by the square root of their number.
    MEAN_SQRT_LEN,
    /// The average in which the second token counts twice, the third three times and so on.
    WEIGHTED_MEAN,
    /// The greatest number of all tokens in each place.
    MAX,
    /// The first token, `[CLS]` in BERT's family.
    CLS,
    /// The last token that is no padding.
    LAST_TOKEN;

    /// @param states one vector per token, of shape `[1, tokens, size]` without padding
    public float[] pool(FloatTensor states) {
        int tokens = states.dim(1);
        return switch (this) {
            case MEAN -> sum(states, _ -> 1, tokens);
            case MEAN_SQRT_LEN -> sum(states, _ -> 1, Math.sqrt(tokens));
            case WEIGHTED_MEAN -> sum(states, token -> token + 1, tokens * (tokens + 1) / 2.0);
            case MAX -> max(states);
            case CLS -> token(states, 0);
            case LAST_TOKEN -> token(states, tokens - 1);
        };
    }

    private static float[] sum(FloatTensor states, IntUnaryOperator weight, double divisor) {
        int size = states.dim(2);
        float[] values = states.values();
        double[] sums = new double[size];
        for (int token = 0; token < states.dim(1); token++) {
            double share = weight.applyAsInt(token);
            for (int i = 0; i < size; i++) {
                sums[i] += share * values[token * size + i];
            }
        }
        float[] vector = new float[size];
        for (int i = 0; i < size; i++) {
            vector[i] = (float) (sums[i] / divisor);
        }
        return vector;
    }

    private static float[] max(FloatTensor states) {
        float[] vector = token(states, 0);
        for (int i = vector.length; i < states.dim(1) * vector.length; i++) {
            vector[i % vector.length] = Math.max(vector[i % vector.length], states.values()[i]);
        }
        return vector;
    }

    private static float[] token(FloatTensor states, int token) {
        int size = states.dim(2);
        float[] vector = new float[size];
        System.arraycopy(states.values(), token * size, vector, 0, size);
        return vector;
    }
}
