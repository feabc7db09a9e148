package org.llmspace.pipeline.grammar;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// A set of characters.
///
/// @param ranges of code points, in their order, without a gap or an overlap that could be closed
record Chars(List<Range> ranges) {

    /// @param to the last one
    record Range(int from, int to) {
    }

    static final Chars ALL = of(0, Character.MAX_CODE_POINT);

    Chars {
        List<Range> joined = new ArrayList<>();
        for (Range range : ranges.stream().sorted(Comparator.comparingInt(Range::from)).toList()) {
            Range last = joined.isEmpty() ? null : joined.getLast();
            if (last != null && range.from() <= last.to() + 1) {
                joined.set(joined.size() - 1, new Range(last.from(), Math.max(last.to(), range.to())));
            } else {
                joined.add(range);
            }
        }
        ranges = List.copyOf(joined);
    }

    static Chars of(int from, int to) {
        return new Chars(List.of(new Range(from, to)));
    }

    static Chars of(String characters) {
        return new Chars(characters.codePoints().mapToObj(c -> new Range(c, c)).toList());
    }

    Chars or(Chars other) {
        List<Range> both = new ArrayList<>(ranges);
        both.addAll(other.ranges);
        return new Chars(both);
    }

    Chars not() {
        List<Range> others = new ArrayList<>();
        int from = 0;
        for (Range range : ranges) {
            if (range.from() > from) {
                others.add(new Range(from, range.from() - 1));
            }
            from = range.to() + 1;
        }
        if (from <= Character.MAX_CODE_POINT) {
            others.add(new Range(from, Character.MAX_CODE_POINT));
        }
        return new Chars(others);
    }

    Chars and(Chars other) {
        return not().or(other.not()).not();
    }

    boolean has(int character) {
        for (Range range : ranges) {
            if (range.from() <= character && character <= range.to()) {
                return true;
            }
        }
        return false;
    }

    /// Whether one of the characters from one to another is in it.
    boolean meets(int from, int to) {
        return ranges.stream().anyMatch(range -> range.from() <= to && from <= range.to());
    }
}
