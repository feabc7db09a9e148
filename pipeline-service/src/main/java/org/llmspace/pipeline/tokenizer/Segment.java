package org.llmspace.pipeline.tokenizer;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/// A stretch of the input between added tokens, or an added token itself, with the splits the pre-tokenizers made.
final class Segment {

    private final @Nullable AddedToken addedToken;
    private Text text;
    private int[] bounds = new int[16];
    private int count;

    /// A stretch of text that is still one split.
    Segment(Text text) {
        this(text, null);
    }

    Segment(Text text, @Nullable AddedToken addedToken) {
        this.text = text;
        this.addedToken = addedToken;
        add(0, text.length());
    }

    @Nullable
    AddedToken addedToken() {
        return addedToken;
    }

    Text text() {
        return text;
    }

    int count() {
        return count;
    }

    int from(int split) {
        return bounds[2 * split];
    }

    int to(int split) {
        return bounds[2 * split + 1];
    }

    /// Adds a split after the others; an empty one is dropped.
    void add(int from, int to) {
        if (from == to) {
            return;
        }
        if (2 * count == bounds.length) {
            bounds = Arrays.copyOf(bounds, 2 * bounds.length);
        }
        bounds[2 * count] = from;
        bounds[2 * count + 1] = to;
        count++;
    }

    /// Cuts every split by `splitter`, which adds the parts it keeps.
    void split(Splitter splitter) {
        int[] old = bounds;
        int oldCount = count;
        bounds = new int[Math.max(32, old.length)];
        count = 0;
        for (int i = 0; i < oldCount; i++) {
            splitter.split(text, old[2 * i], old[2 * i + 1], this);
        }
    }

    /// Writes every split anew into a fresh text.
    void rewrite(Rewriter rewriter) {
        var fresh = new Text(text.origin(), text.length() + 2 * count + 8);
        for (int i = 0; i < count; i++) {
            int from = fresh.length();
            rewriter.rewrite(text, bounds[2 * i], bounds[2 * i + 1], fresh);
            bounds[2 * i] = from;
            bounds[2 * i + 1] = fresh.length();
        }
        text = fresh;
    }

    /// Cuts one range of a text into parts.
    interface Splitter {
        void split(Text text, int from, int to, Segment parts);
    }

    /// Appends the new form of one range of a text.
    interface Rewriter {
        void rewrite(Text text, int from, int to, Text fresh);
    }
}
