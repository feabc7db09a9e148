package org.llmspace.pipeline.tokenizer;

import java.util.Arrays;

/// A new form of a text, character by character, with what each does to the old one.
///
/// A change of 0 replaces the next old character, 1 inserts beside the one before, and -n replaces one and drops n more.
final class Edits {

    private int[] codePoints;
    private int[] changes;
    private int count;

    Edits(int capacity) {
        codePoints = new int[capacity + 1];
        changes = new int[capacity + 1];
    }

    void add(int codePoint, int change) {
        if (count == codePoints.length) {
            codePoints = Arrays.copyOf(codePoints, 2 * count);
            changes = Arrays.copyOf(changes, 2 * count);
        }
        codePoints[count] = codePoint;
        changes[count++] = change;
    }

    /// Puts `replacement` in place of `old` characters. As in the Rust library, characters that vanish count to the
    /// one before; at the very start they count to none, and all that follows moves up.
    void replace(int old, String replacement) {
        int added = 0;
        for (int i = 0, c; i < replacement.length(); i += Character.charCount(c)) {
            c = replacement.codePointAt(i);
            add(c, added++ < old ? 0 : 1);
        }
        if (added < old && count > 0) {
            changes[count - 1] -= old - added;
        }
    }

    void apply(Text text) {
        var fresh = new Text(text.origin(), count + 8);
        int old = 0;
        int last = -1;
        for (int i = 0; i < count; i++) {
            int place = changes[i] > 0 ? last : Math.min(old, text.length() - 1);
            if (place < 0) {
                fresh.appendCodePoint(codePoints[i], text.origin(), text.origin());
            } else {
                fresh.appendCodePoint(codePoints[i], text.start(place), text.end(place));
            }
            for (int take = 1 - changes[i]; take > 0 && old < text.length(); take--) {
                last = old;
                old += Character.charCount(text.codePointAt(old));
            }
        }
        text.become(fresh);
    }
}
