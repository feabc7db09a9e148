package org.llmspace.pipeline.generation;

import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// The tokens to draw from, the likeliest first, with their probabilities.
record Candidates(int[] ids, double[] probabilities) {

    /// What temperature, top_k, top_p, min_p, typical_p and the cut-offs leave, in this order.
    static Candidates of(float[] logits, GenerationConfig config) {
        int topK = config.count("top_k", 50);
        int[] ids = topK(logits, topK);
        double temperature = config.number("temperature", 1);
        Candidates all = of(ids, Arrays.stream(ids).mapToDouble(id -> logits[id] / temperature).toArray());
        Candidates left = all.topP(config.number("top_p", 1)).minP(config.number("min_p", 0))
                .typical(config.number("typical_p", 1)).cutOff(config.number("epsilon_cutoff", 0));
        return left.cutOff(left.eta(config.number("eta_cutoff", 0)));
    }

    // as in Python, all that are as likely as the last one stay
    private static int[] topK(float[] logits, int count) {
        int[] ids = likeliest(logits, count == 0 ? logits.length : count);
        if (ids.length < count || count == 0 || logits[ids[count - 1]] == Float.NEGATIVE_INFINITY) {
            return ids;
        }
        float least = logits[ids[count - 1]];
        long asLikely = IntStream.range(0, logits.length).filter(id -> logits[id] >= least).count();
        return asLikely > count ? likeliest(logits, (int) asLikely) : ids;
    }

    private static Candidates of(int[] ids, double[] logits) {
        double sum = 0;
        double[] weights = new double[ids.length];
        for (int i = 0; i < ids.length; i++) {
            weights[i] = Math.exp(logits[i] - logits[0]);
            sum += weights[i];
        }
        for (int i = 0; i < ids.length; i++) {
            weights[i] /= sum;
        }
        return new Candidates(ids, weights);
    }

    /// The indices of the greatest numbers, the greatest first; of equal ones the first.
    static int[] likeliest(float[] logits, int count) {
        if (count <= 1) {
            return count == 0 ? new int[0] : new int[] { likeliest(logits) };
        }
        Comparator<Integer> byLogit = Comparator.comparingDouble(id -> logits[id]);
        Comparator<Integer> worstFirst = byLogit.thenComparing(Comparator.reverseOrder());
        PriorityQueue<Integer> best = new PriorityQueue<>(worstFirst);
        float least = Float.NEGATIVE_INFINITY;
        for (int id = 0; id < logits.length; id++) {
            if (best.size() < count ? logits[id] > Float.NEGATIVE_INFINITY : logits[id] > least) {
                best.add(id);
                if (best.size() > count) {
                    best.remove();
                }
                least = best.size() == count ? logits[best.element()] : Float.NEGATIVE_INFINITY;
            }
        }
        return best.stream().sorted(worstFirst.reversed()).mapToInt(Integer::intValue).toArray();
    }

    private static int likeliest(float[] logits) {
        int best = 0;
        for (int id = 1; id < logits.length; id++) {
            best = logits[id] > logits[best] ? id : best;
        }
        return best;
    }

    int draw(RandomGenerator random) {
        double rest = random.nextDouble();
        for (int i = 0; i < ids.length - 1; i++) {
            rest -= probabilities[i];
            if (rest < 0) {
                return ids[i];
            }
        }
        return ids[ids.length - 1];
    }

    private Candidates topP(double share) {
        int count = 0;
        double sum = 0;
        while (count < ids.length && (count == 0 || sum < share)) {
            sum += probabilities[count++];
        }
        return keep(IntStream.range(0, share >= 1 ? ids.length : count).toArray());
    }

    private Candidates minP(double share) {
        return cutOff(share * probabilities[0]);
    }

    private Candidates cutOff(double least) {
        int[] kept = IntStream.range(0, ids.length).filter(i -> i == 0 || probabilities[i] >= least).toArray();
        return keep(kept);
    }

    private double eta(double epsilon) {
        return Math.min(epsilon, Math.sqrt(epsilon) * Math.exp(-entropy()));
    }

    private double entropy() {
        return -Arrays.stream(probabilities).filter(p -> p > 0).map(p -> p * Math.log(p)).sum();
    }

    private Candidates typical(double mass) {
        if (mass >= 1) {
            return this;
        }
        double entropy = entropy();
        double[] distances = Arrays.stream(probabilities).map(p -> Math.abs(-Math.log(p) - entropy)).toArray();
        int[] order = IntStream.range(0, ids.length).boxed().sorted(Comparator.comparingDouble(i -> distances[i]))
                .mapToInt(Integer::intValue).toArray();
        int count = 0;
        double sum = 0;
        while (count < order.length
                && (count == 0 || sum < mass || distances[order[count]] == distances[order[count - 1]])) {
            sum += probabilities[order[count++]];
        }
        return keep(Arrays.stream(order, 0, count).sorted().toArray());
    }

    private Candidates keep(int[] indices) {
        if (indices.length == ids.length) {
            return this;
        }
        double sum = Arrays.stream(indices).mapToDouble(i -> probabilities[i]).sum();
        return new Candidates(Arrays.stream(indices).map(i -> ids[i]).toArray(),
                Arrays.stream(indices).mapToDouble(i -> probabilities[i] / sum).toArray());
    }
}
