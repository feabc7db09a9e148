package org.llmspace.pipeline.tokenizer;

import java.util.Arrays;
import java.util.regex.Matcher;

/// The matches and gaps of one range of a text, and what becomes of them.
final class Cut {

    /// What a split does with the delimiters it finds.
    enum Behavior {
        REMOVED,
        ISOLATED,
        MERGED_WITH_PREVIOUS,
        MERGED_WITH_NEXT,
        CONTIGUOUS
    }

    private int[] bounds = new int[32];
    private boolean[] matches = new boolean[16];
    private int count;

    /// The matches of a pattern, gaps between them included.
    void find(Matcher matcher, Text text, int from, int to) {
        count = 0;
        int done = from;
        int lastEnd = -1;
        matcher.region(from, to);
        while (matcher.find()) {
            int start = matcher.start();
            int end = matcher.end();
            // like Oniguruma: nothing empty right behind a match, and nothing inside a character
            boolean skipped = start == end && (start == lastEnd || splitsPair(text, start, from, to));
            if (skipped) {
                continue;
            }
            gap(done, start);
            add(start, end, true);
            done = end;
            lastEnd = end;
        }
        gap(done, to);
    }

    private static boolean splitsPair(Text text, int at, int from, int to) {
        return at > from && at < to && Character.isSurrogatePair(text.charAt(at - 1), text.charAt(at));
    }

    /// Every character that passes the test, gaps between them included.
    void find(Characters.Test test, Text text, int from, int to) {
        count = 0;
        int done = from;
        for (int i = from, width; i < to; i += width) {
            int c = text.codePointAt(i);
            width = Character.charCount(c);
            if (test.test(c)) {
                gap(done, i);
                done = i + width;
                add(i, done, true);
            }
        }
        gap(done, to);
    }

    private void gap(int from, int to) {
        if (from < to) {
            add(from, to, false);
        }
    }

    private void add(int from, int to, boolean match) {
        if (count == matches.length) {
            matches = Arrays.copyOf(matches, 2 * count);
            bounds = Arrays.copyOf(bounds, 4 * count);
        }
        bounds[2 * count] = from;
        bounds[2 * count + 1] = to;
        matches[count++] = match;
    }

    /// Takes gaps for matches and matches for gaps.
    void invert() {
        for (int i = 0; i < count; i++) {
            matches[i] = !matches[i];
        }
    }

    void addTo(Segment parts, Behavior behavior) {
        switch (behavior) {
            case REMOVED -> {
                for (int i = 0; i < count; i++) {
                    if (!matches[i]) {
                        parts.add(bounds[2 * i], bounds[2 * i + 1]);
                    }
                }
            }
            case ISOLATED -> addJoined(parts, i -> false);
            case CONTIGUOUS -> addJoined(parts, i -> matches[i] == matches[i - 1]);
            case MERGED_WITH_PREVIOUS -> addJoined(parts, i -> matches[i] && !matches[i - 1]);
            case MERGED_WITH_NEXT -> addJoined(parts, i -> matches[i - 1] && !matches[i]);
        }
    }

    /// Writes the text anew with `content` in place of every match, which takes the place of the match's last unit.
    void replace(Text text, String content) {
        var fresh = new Text(text.origin(), text.length() + 16);
        for (int i = 0; i < count; i++) {
            int end = bounds[2 * i + 1];
            if (!matches[i]) {
                fresh.append(text, bounds[2 * i], end);
            } else if (end == 0) {
                fresh.append(content, text.origin(), text.origin());
            } else {
                fresh.append(content, text.start(end - 1), text.end(end - 1));
            }
        }
        text.become(fresh);
    }

    private void addJoined(Segment parts, Joint joint) {
        for (int i = 0; i < count;) {
            int from = bounds[2 * i];
            int next = i + 1;
            while (next < count && joint.joins(next)) {
                next++;
            }
            parts.add(from, bounds[2 * next - 1]);
            i = next;
        }
    }

    /// Whether a piece belongs to the one before it.
    private interface Joint {
        boolean joins(int index);
    }
}
