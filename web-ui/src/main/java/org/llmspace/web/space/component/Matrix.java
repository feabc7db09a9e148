package org.llmspace.web.space.component;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

import org.llmspace.web.words.Words;

/// How close each text is to each other one, by cosine of their vectors.
///
/// @param dimensions of the vectors
public record Matrix(List<Row> rows, int dimensions) {

    private static final int SHOWN = 20;

    /// @param number from 1, which heads the column of the text too
    /// @param start of the vector, for people
    public record Row(int number, String text, List<Cell> cells, String start) {
    }

    /// @param level 0 to 10, how strongly the cell is coloured
    public record Cell(String text, int level) {
    }

    public static Matrix of(List<String> texts, List<List<Float>> vectors) {
        List<List<Float>> shown = vectors.subList(0, Math.min(SHOWN, vectors.size()));
        List<Row> rows = IntStream.range(0, shown.size())
                .mapToObj(i -> new Row(i + 1, i < texts.size() ? texts.get(i) : Words.say("text_number", i + 1),
                        shown.stream().map(other -> cell(cosine(shown.get(i), other))).toList(), start(shown.get(i))))
                .toList();
        return new Matrix(rows, vectors.isEmpty() ? 0 : vectors.getFirst().size());
    }

    private static Cell cell(double cosine) {
        return new Cell(String.format(Locale.ROOT, "%.2f", cosine), (int) Math.round(Math.clamp(cosine, 0, 1) * 10));
    }

    static double cosine(List<Float> a, List<Float> b) {
        double dot = 0;
        double ofA = 0;
        double ofB = 0;
        for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
            dot += a.get(i) * b.get(i);
            ofA += a.get(i) * a.get(i);
            ofB += b.get(i) * b.get(i);
        }
        return ofA == 0 || ofB == 0 ? 0 : dot / Math.sqrt(ofA * ofB);
    }

    private static String start(List<Float> vector) {
        return vector.stream().limit(6).map(value -> String.format(Locale.ROOT, "%.3f", value)).toList() + "…";
    }
}
