package org.llmspace.chat.retrieval;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/// Reads a mistyped word as the known word next to it.
final class Spelling {

    private static final int SHORTEST = 4;
    private static final int LONG = 7;
    /// Letters that sound alike, and are mistaken for each other.
    private static final List<String> ALIKE = List.of("aeiouy", "ckq", "csz", "dt", "bp", "fvw", "mn", "gj");

    private static final Pattern WORD = Pattern.compile("\\p{L}+");

    private final Map<String, Integer> known = new HashMap<>();

    /// @param texts whose words are known
    Spelling(List<String> texts) {
        texts.forEach(text -> WORD.matcher(text.toLowerCase(Locale.ROOT)).results()
                .forEach(word -> known.merge(word.group(), 1, Integer::sum)));
    }

    String corrected(String text) {
        return WORD.matcher(text).replaceAll(word -> known(word.group()));
    }

    /// The word itself if it is known or nothing is near. The shortest ones are near too much (`blue`, `BLEU`) to be taken for
    /// more than small words.
    private String known(String given) {
        String word = given.toLowerCase(Locale.ROOT);
        if (known.containsKey(word) || word.length() < SHORTEST || Terms.of(word).isEmpty()
                || known.containsKey(Terms.stem(word))) {
            return given;
        }
        int most = word.length() >= LONG ? 2 : 1;
        return known.keySet().stream()
                .filter(other -> other.length() >= SHORTEST && other.charAt(0) == word.charAt(0)
                        && Math.abs(other.length() - word.length()) <= most && distance(word, other) <= most
                        && (word.length() > SHORTEST || Terms.of(other).isEmpty()))
                .min(Comparator.<String> comparingInt(other -> distance(word, other))
                        .thenComparingInt(other -> -known.getOrDefault(other, 0)).thenComparing(Comparator.naturalOrder()))
                .orElse(given);
    }

    /// Letters to insert, drop, change or swap with the next one (Damerau and Levenshtein).
    static int distance(String a, String b) {
        int[][] steps = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                steps[i][j] = i == 0 ? j : j == 0 ? i : step(steps, a, b, i, j);
            }
        }
        return steps[a.length()][b.length()];
    }

    /// Any other letter makes another word (`roses`, `roles`) more often than a mistyped one.
    private static int change(char a, char b) {
        return a == b ? 0 : alike(a, b) ? 1 : 2;
    }

    private static boolean alike(char a, char b) {
        for (String letters : ALIKE) { // no stream: this is asked for each pair of letters
            if (letters.indexOf(a) >= 0 && letters.indexOf(b) >= 0) {
                return true;
            }
        }
        return false;
    }

    private static int step(int[][] steps, String a, String b, int i, int j) {
        int change = steps[i - 1][j - 1] + change(a.charAt(i - 1), b.charAt(j - 1));
        int least = Math.min(change, Math.min(steps[i - 1][j], steps[i][j - 1]) + 1);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, steps[i - 2][j - 2] + 1) : least;
    }
}
