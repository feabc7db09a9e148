package org.llmspace.pipeline.tokenizer;

import java.util.Arrays;

/// A piece of text on its way through the normalizers: UTF-16 units and, for each, the range of the original text it
/// came from.
final class Text implements CharSequence {

    private char[] chars;
    private int[] starts;
    private int[] ends;
    private int length;
    private final int origin;

    /// An empty text that begins at `origin` of the original.
    Text(int origin, int capacity) {
        this.origin = origin;
        chars = new char[capacity];
        starts = new int[capacity];
        ends = new int[capacity];
    }

    /// The range of an original; a lone surrogate becomes U+FFFD, as it would in UTF-8.
    static Text of(String original, int from, int to) {
        var text = new Text(from, to - from);
        original.getChars(from, to, text.chars, 0);
        for (int i = from; i < to; i++) {
            text.starts[i - from] = i;
            text.ends[i - from] = i + 1;
        }
        text.length = to - from;
        text.joinSurrogates();
        return text;
    }

    private void joinSurrogates() {
        for (int i = 0; i < length; i++) {
            if (!Character.isSurrogate(chars[i])) {
                continue;
            }
            if (Character.isHighSurrogate(chars[i]) && i + 1 < length && Character.isLowSurrogate(chars[i + 1])) {
                ends[i]++;
                i++;
                starts[i]--;
            } else {
                chars[i] = '\uFFFD';
            }
        }
    }

    void append(char c, int start, int end) {
        if (length == chars.length) {
            grow();
        }
        chars[length] = c;
        starts[length] = start;
        ends[length++] = end;
    }

    private void grow() {
        int capacity = Math.max(16, length + (length >> 1) + 1);
        chars = Arrays.copyOf(chars, capacity);
        starts = Arrays.copyOf(starts, capacity);
        ends = Arrays.copyOf(ends, capacity);
    }

    void appendCodePoint(int codePoint, int start, int end) {
        if (Character.isBmpCodePoint(codePoint)) {
            append((char) codePoint, start, end);
        } else {
            append(Character.highSurrogate(codePoint), start, end);
            append(Character.lowSurrogate(codePoint), start, end);
        }
    }

    /// Appends characters that all stand for the same range of the original.
    void append(CharSequence added, int start, int end) {
        for (int i = 0; i < added.length(); i++) {
            append(added.charAt(i), start, end);
        }
    }

    /// Appends a range of another text with its own alignment.
    void append(Text other, int from, int to) {
        for (int i = from; i < to; i++) {
            append(other.chars[i], other.starts[i], other.ends[i]);
        }
    }

    /// Takes over what another text has become; the other must not be used any more.
    void become(Text other) {
        chars = other.chars;
        starts = other.starts;
        ends = other.ends;
        length = other.length;
    }

    /// Overwrites in place, for normalizers that never grow the text; see [#truncate(int)].
    void set(int index, char c, int from) {
        chars[index] = c;
        starts[index] = starts[from];
        ends[index] = ends[from];
    }

    void truncate(int newLength) {
        length = newLength;
    }

    int origin() {
        return origin;
    }

    int start(int index) {
        return starts[index];
    }

    int end(int index) {
        return ends[index];
    }

    int codePointAt(int index) {
        char c = chars[index];
        return Character.isHighSurrogate(c) && index + 1 < length ? Character.toCodePoint(c, chars[index + 1]) : c;
    }

    int codePointBefore(int index) {
        char c = chars[index - 1];
        return Character.isLowSurrogate(c) && index > 1 ? Character.toCodePoint(chars[index - 2], c) : c;
    }

    String substring(int from, int to) {
        return new String(chars, from, to - from);
    }

    boolean startsWith(String prefix, int at, int limit) {
        if (at + prefix.length() > limit) {
            return false;
        }
        for (int i = 0; i < prefix.length(); i++) {
            if (chars[at + i] != prefix.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public char charAt(int index) {
        return chars[index];
    }

    @Override
    public CharSequence subSequence(int from, int to) {
        return substring(from, to);
    }

    @Override
    public String toString() {
        return substring(0, length);
    }
}
