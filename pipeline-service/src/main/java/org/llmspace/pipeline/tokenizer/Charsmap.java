package org.llmspace.pipeline.tokenizer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/// SentencePiece's `precompiled_charsmap`: a double array of UTF-8 keys and the replacements they point to.
///
/// The layout is: the array's size in bytes, its units (all little-endian 32 bits), replacements ended by NUL.
final class Charsmap {

    private static final Pattern GRAPHEME = Pattern.compile("\\X");
    // longer graphemes are looked at character by character
    private static final int MAX_GRAPHEME_BYTES = 5;

    private final int[] units;
    private final byte[] replacements;
    // replacements of the first characters, which are most of any text
    private final @Nullable String[] small = new String[0x800];

    Charsmap(int[] units, byte[] replacements) {
        this.units = units;
        this.replacements = replacements;
        for (int c = 0; c < small.length; c++) {
            small[c] = find(Character.toString(c).getBytes(StandardCharsets.UTF_8));
        }
    }

    static Charsmap read(Section section) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(section.text("precompiled_charsmap", ""));
        } catch (IllegalArgumentException e) {
            throw section.broken("precompiled_charsmap is not valid Base64");
        }
        var buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int size = bytes.length < 4 ? -1 : buffer.getInt();
        if (size < 4 || size > buffer.remaining()) {
            throw section.broken("precompiled_charsmap is cut off");
        }
        var units = new int[size / 4];
        buffer.asIntBuffer().get(units);
        return new Charsmap(units, Arrays.copyOfRange(bytes, 4 + size, bytes.length));
    }

    void apply(Text text) {
        var edits = new Edits(text.length());
        var graphemes = GRAPHEME.matcher(text);
        boolean changed = false;
        for (int at = 0; at < text.length();) {
            int end = at + 1;
            // two characters below U+0300 never join, but for the line end
            boolean alone = end == text.length() || text.charAt(end) < 0x300 && text.charAt(at) != '\r';
            if (text.charAt(at) >= 0x300 || !alone) {
                end = graphemes.region(at, text.length()).lookingAt() ? graphemes.end() : end;
            }
            changed |= addGrapheme(text, at, end, edits);
            at = end;
        }
        if (changed) {
            edits.apply(text);
        }
    }

    private boolean addGrapheme(Text text, int from, int to, Edits edits) {
        int length = Character.codePointCount(text, from, to);
        if (length > 1) {
            var bytes = text.substring(from, to).getBytes(StandardCharsets.UTF_8);
            var whole = bytes.length <= MAX_GRAPHEME_BYTES ? find(bytes) : null;
            if (whole != null) {
                edits.replace(length, whole);
                return true;
            }
        }
        boolean changed = false;
        for (int i = from, c; i < to; i += Character.charCount(c)) {
            c = text.codePointAt(i);
            var replacement = c < small.length
                    ? small[c]
                    : find(Character.toString(c).getBytes(StandardCharsets.UTF_8));
            if (replacement == null) {
                edits.add(c, 0);
            } else {
                edits.replace(1, replacement);
                changed = true;
            }
        }
        return changed;
    }

    /// The replacement of the shortest key that begins the bytes, or null.
    private @Nullable String find(byte[] bytes) {
        int node = offset(units[0]);
        for (byte b : bytes) {
            if (b == 0) {
                return null;
            }
            node ^= b & 0xFF;
            if (node < 0 || node >= units.length || (units[node] & 0x800000FF) != (b & 0xFF)) {
                return null;
            }
            boolean leaf = (units[node] >>> 8 & 1) == 1;
            node ^= offset(units[node]);
            if (leaf && node < units.length) {
                return replacement(units[node] & 0x7FFFFFFF);
            }
        }
        return null;
    }

    private static int offset(int unit) {
        return unit >>> 10 << ((unit & 1 << 9) >>> 6);
    }

    private String replacement(int from) {
        int to = Math.min(from, replacements.length);
        while (to < replacements.length && replacements[to] != 0) {
            to++;
        }
        return new String(replacements, Math.min(from, to), to - Math.min(from, to), StandardCharsets.UTF_8);
    }
}
