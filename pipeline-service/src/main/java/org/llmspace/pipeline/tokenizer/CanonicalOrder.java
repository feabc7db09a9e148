package org.llmspace.pipeline.tokenizer;

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/// Puts many combining marks in the order that Unicode wants. Java does so by itself, but with a time that grows with the
/// square of their number.
final class CanonicalOrder {

    // the classes of marks go from that of the first one to that of the last one
    private static final String LOWEST = "\u0334";
    private static final String HIGHEST = "\u0345";

    // 0 for what is no mark that moves
    private final Map<Integer, Integer> ranks = new HashMap<>();

    private CanonicalOrder(int[] pieces) {
        var marks = new StringBuilder();
        Arrays.stream(pieces).distinct().forEach(piece -> {
            ranks.put(piece, 0);
            var mark = Character.toString(piece);
            if (moves(mark, LOWEST) || moves(HIGHEST, mark)) {
                marks.append(mark);
            }
        });
        var before = "";
        int rank = 1;
        for (int piece : Normalizer.normalize(marks, Form.NFD).codePoints().toArray()) {
            var mark = Character.toString(piece);
            rank += moves(mark, before) ? 1 : 0;
            ranks.put(piece, rank);
            before = mark;
        }
    }

    /// Whether the second one is put before the first.
    private static boolean moves(String first, String second) {
        return !second.isEmpty() && !Normalizer.isNormalized(first + second, Form.NFD);
    }

    /// Orders pieces that cannot be decomposed any more.
    static String of(int[] pieces) {
        var order = new CanonicalOrder(pieces);
        var ordered = Arrays.stream(pieces).boxed().toArray(Integer[]::new);
        for (int from = 0, to; from < ordered.length; from = to) {
            to = from + 1;
            while (to < ordered.length && order.rank(ordered[from]) > 0 && order.rank(ordered[to]) > 0) {
                to++;
            }
            Arrays.sort(ordered, from, to, Comparator.comparingInt(order::rank));
        }
        var text = new StringBuilder();
        Arrays.stream(ordered).forEach(text::appendCodePoint);
        return text.toString();
    }

    private int rank(int piece) {
        return ranks.getOrDefault(piece, 0);
    }
}
