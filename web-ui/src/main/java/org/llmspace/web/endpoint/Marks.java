package org.llmspace.web.endpoint;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import org.jspecify.annotations.Nullable;

/// Cuts a text where marks begin and end.
public final class Marks {

    private Marks() {
    }

    /// @param start in Unicode code points
    /// @param end exclusive
    public record Mark(String label, int start, int end) {
    }

    /// @param label null between the marks
    public record Part(String text, @Nullable String label) {
    }

    /// The parts of a text, which together are the text. Of marks that overlap, the later one loses what the earlier one
    /// covers.
    public static List<Part> split(String text, List<Mark> marks) {
        List<Part> parts = new ArrayList<>();
        int length = text.codePointCount(0, text.length());
        int at = 0;
        for (Mark mark : marks.stream().sorted(Comparator.comparingInt(Mark::start)).toList()) {
            int start = Math.clamp(mark.start(), at, length);
            int end = Math.clamp(mark.end(), at, length);
            if (end > start) {
                add(parts, text, at, start, null);
                add(parts, text, start, end, mark.label());
                at = end;
            }
        }
        add(parts, text, at, length, null);
        return parts;
    }

    private static void add(List<Part> parts, String text, int start, int end, @Nullable String label) {
        if (end > start) {
            int from = text.offsetByCodePoints(0, start);
            parts.add(new Part(text.substring(from, text.offsetByCodePoints(from, end - start)), label));
        }
    }
}
