package org.llmspace.pipeline.tensor;

/// How the vectors of a text's tokens become one vector.
public enum Pooling {
    /// The average of all tokens.
    MEAN,
    /// The first token, `[CLS]` in BERT's family.
    CLS,
    /// The last token that is no padding.
    LAST_TOKEN;

    /// @param states one vector per token, of shape `[1, tokens, size]` without padding
    public float[] pool(FloatTensor states) {
        int tokens = states.dim(1);
        return switch (this) {
            case MEAN -> mean(states);
            case CLS -> token(states, 0);
            case LAST_TOKEN -> token(states, tokens - 1);
        };
    }

    private static float[] mean(FloatTensor states) {
        int tokens = states.dim(1);
        int size = states.dim(2);
        float[] values = states.values();
        double[] sums = new double[size];
        for (int i = 0; i < tokens * size; i++) {
            sums[i % size] += values[i];
        }
        float[] mean = new float[size];
        for (int i = 0; i < size; i++) {
            mean[i] = (float) (sums[i] / tokens);
        }
        return mean;
    }

    private static float[] token(FloatTensor states, int token) {
        int size = states.dim(2);
        float[] vector = new float[size];
        System.arraycopy(states.values(), token * size, vector, 0, size);
        return vector;
    }
}
