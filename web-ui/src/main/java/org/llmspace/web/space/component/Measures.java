package org.llmspace.web.space.component;

import static java.util.Objects.requireNonNullElse;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

/// What several answers took, side by side.
public record Measures(List<Row> rows) {

    /// @param number from 1
    public record Row(int number, String model, Measure time, Measure tokens, Measure cost) {

        public List<Measure> all() {
            return List.of(time, tokens, cost);
        }
    }

    /// @param share of the largest in its column, from 0 to 1
    /// @param text for people; empty if nobody knows
    public record Measure(double share, String text) {
    }

    /// What one answer took.
    ///
    /// @param tokens 0 if nobody counted
    /// @param costUsd null if not known
    public record Taken(String model, long durationMs, int tokens, @Nullable Double costUsd) {
        double cost() {
            return requireNonNullElse(costUsd, 0.0);
        }
    }

    public static Measures of(List<Taken> answers) {
        double longest = most(answers, Taken::durationMs);
        double largest = most(answers, Taken::tokens);
        double dearest = most(answers, Taken::cost);
        return new Measures(IntStream.range(0, answers.size()).mapToObj(i -> {
            Taken one = answers.get(i);
            return new Row(i + 1, one.model(), new Measure(one.durationMs() / longest, seconds(one.durationMs())),
                    new Measure(one.tokens() / largest, one.tokens() == 0 ? "" : String.valueOf(one.tokens())),
                    new Measure(one.cost() / dearest, one.costUsd() == null ? "" : dollars(one.cost())));
        }).toList());
    }

    private static double most(List<Taken> answers, ToDoubleFunction<Taken> measure) {
        double most = answers.stream().mapToDouble(measure).max().orElse(0);
        return most == 0 ? 1 : most;
    }

    /// For people, for instance `0.4 s` or `12 ms`.
    public static String seconds(long ms) {
        return ms < 100 ? ms + " ms" : String.format(Locale.ROOT, "%.1f s", ms / 1000.0);
    }

    /// For people; small sums with more digits.
    public static String dollars(double usd) {
        return String.format(Locale.ROOT, usd < 0.01 ? "$%.5f" : "$%.3f", usd);
    }
}
