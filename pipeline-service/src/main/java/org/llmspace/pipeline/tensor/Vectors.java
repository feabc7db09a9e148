package org.llmspace.pipeline.tensor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Arithmetic on vectors, with double precision inside.
public final class Vectors {

    private Vectors() {
    }

    public static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    /// The cosine of the angle between two vectors; 0 if one of them has no length.
    public static double cosine(float[] a, float[] b) {
        double lengths = Math.sqrt(dot(a, a)) * Math.sqrt(dot(b, b));
        return lengths == 0 ? 0 : Math.clamp(dot(a, b) / lengths, -1, 1);
    }

    /// The same direction with length 1; a vector without length stays as it is.
    public static float[] normalized(float[] vector) {
        float length = (float) Math.sqrt(dot(vector, vector));
        if (length == 0) {
            return vector;
        }
        float[] result = new float[vector.length];
        for (int i = 0; i < vector.length; i++) {
            result[i] = vector[i] / length;
        }
        return result;
    }

    /// Positive numbers that sum to 1, each the exponential of its logit.
    public static double[] softmax(double... logits) {
        double max = Double.NEGATIVE_INFINITY;
        for (double logit : logits) {
            max = Math.max(max, logit);
        }
        double sum = 0;
        double[] result = new double[logits.length];
        for (int i = 0; i < logits.length; i++) {
            result[i] = Math.exp(logits[i] - max);
            sum += result[i];
        }
        for (int i = 0; i < result.length; i++) {
            result[i] /= sum;
        }
        return result;
    }

    public static double sigmoid(double logit) {
        return 1 / (1 + Math.exp(-logit));
    }

    /// The index of the greatest number, the first one if several are equal.
    public static int argmax(double... values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            if (values[i] > values[best]) {
                best = i;
            }
        }
        return best;
    }

    /// The indices in descending order of their numbers; equal ones keep their order.
    public static List<Integer> ranking(double... values) {
        List<Integer> indices = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            indices.add(i);
        }
        indices.sort(Comparator.comparingDouble((Integer i) -> values[i]).reversed());
        return indices;
    }
}
