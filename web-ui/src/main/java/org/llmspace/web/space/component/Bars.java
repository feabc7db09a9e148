package org.llmspace.web.space.component;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

import org.llmspace.contracts.pipeline.LabelScore;
import org.llmspace.web.words.Words;

/// Labels with a bar each, the best first.
///
/// @param top the best label; empty for a plain ranking
public record Bars(String title, String top, List<Row> rows) {

    /// @param value between 0 and 1
    /// @param text the value for people
    public record Row(String label, double value, String text) {
    }

    public static Bars ofLabels(String title, List<LabelScore> labels) {
        return new Bars(title, labels.isEmpty() ? "" : labels.getFirst().label(), labels.stream()
                .map(label -> new Row(label.label(), label.score(), Math.round(label.score() * 100) + "%")).toList());
    }

    public static Bars ofSimilarities(String title, List<String> sentences, List<Double> scores) {
        return new Bars(title, "", IntStream.range(0, scores.size()).boxed()
                .sorted(Comparator.comparing(scores::get, Comparator.reverseOrder()))
                .map(i -> new Row(i < sentences.size() ? sentences.get(i) : Words.say("sentence_number", i + 1),
                        Math.clamp(scores.get(i), 0, 1), String.format(Locale.ROOT, "%.2f", scores.get(i))))
                .toList());
    }
}
