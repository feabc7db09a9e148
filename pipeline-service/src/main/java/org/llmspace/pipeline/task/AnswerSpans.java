package org.llmspace.pipeline.task;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

import org.llmspace.pipeline.tensor.Vectors;

/// The likely answers in one window of a context: a token where the answer begins, one where it ends.
final class AnswerSpans {

    private static final double OUTSIDE = -10_000;

    /// Token indices, both inclusive.
    record Scored(int start, int end, double score) {
    }

    private final double[] start;
    private final double[] end;
    private final int[] sequenceIds;
    private final double noAnswer;

    /// @param sequenceIds 1 for the tokens of the context
    AnswerSpans(double[] startLogits, double[] endLogits, int[] sequenceIds) {
        this.sequenceIds = sequenceIds;
        this.start = probabilities(startLogits);
        this.end = probabilities(endLogits);
        this.noAnswer = start[0] * end[0];
    }

    /// How likely it is that the window has no answer; models say so at their first token.
    double noAnswer() {
        return noAnswer;
    }

    /// The best spans, the best first.
    List<Scored> best(int count, int maxLength) {
        PriorityQueue<Scored> best = new PriorityQueue<>(Comparator.comparingDouble(Scored::score));
        for (int from = 0; from < start.length; from++) {
            for (int to = from; to < Math.min(from + maxLength, end.length) && isContext(from); to++) {
                if (isContext(to)) {
                    best.add(new Scored(from, to, start[from] * end[to]));
                }
                if (best.size() > count) {
                    best.remove();
                }
            }
        }
        return best.stream().sorted(Comparator.comparingDouble(Scored::score).reversed()
                .thenComparingInt(Scored::start).thenComparingInt(Scored::end)).toList();
    }

    private double[] probabilities(double[] logits) {
        double[] masked = logits.clone();
        for (int i = 1; i < masked.length; i++) {
            masked[i] = isContext(i) ? masked[i] : OUTSIDE;
        }
        return Vectors.softmax(masked);
    }

    private boolean isContext(int token) {
        return sequenceIds[token] == 1;
    }
}
