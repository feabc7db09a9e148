package org.llmspace.pipeline.tokenizer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/// The printable characters that stand for bytes in byte-level vocabularies.
final class ByteAlphabet {

    private static final char[] CHARS = new char[256];
    private static final int[] BYTES = new int[512];

    static {
        Arrays.fill(BYTES, -1);
        int next = 256;
        for (int b = 0; b < 256; b++) {
            boolean printable = b >= '!' && b <= '~' || b >= 0xA1 && b <= 0xAC || b >= 0xAE;
            CHARS[b] = (char) (printable ? b : next++);
            BYTES[CHARS[b]] = b;
        }
    }

    private ByteAlphabet() {
    }

    /// Appends the bytes of a range of a text as characters; all bytes of a character keep its place.
    static void rewrite(Text text, int from, int to, Text fresh) {
        for (int i = from, c; i < to; i += Character.charCount(c)) {
            c = text.codePointAt(i);
            int start = text.start(i);
            int end = text.end(i);
            if (c < 0x80) {
                fresh.append(CHARS[c], start, end);
            } else if (c < 0x800) {
                fresh.append(CHARS[0xC0 | c >> 6], start, end);
                fresh.append(CHARS[0x80 | c & 0x3F], start, end);
            } else if (c < 0x10000) {
                fresh.append(CHARS[0xE0 | c >> 12], start, end);
                fresh.append(CHARS[0x80 | c >> 6 & 0x3F], start, end);
                fresh.append(CHARS[0x80 | c & 0x3F], start, end);
            } else {
                fresh.append(CHARS[0xF0 | c >> 18], start, end);
                fresh.append(CHARS[0x80 | c >> 12 & 0x3F], start, end);
                fresh.append(CHARS[0x80 | c >> 6 & 0x3F], start, end);
                fresh.append(CHARS[0x80 | c & 0x3F], start, end);
            }
        }
    }

    /// The bytes that a token spells; null if it has a character outside the alphabet.
    static byte @Nullable [] bytes(String token) {
        if (!token.chars().allMatch(c -> c < BYTES.length && BYTES[c] >= 0)) {
            return null;
        }
        var bytes = new byte[token.length()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) BYTES[token.charAt(i)];
        }
        return bytes;
    }

    /// The text of tokens; one with a character outside the alphabet stands for itself.
    static String decode(List<String> tokens) {
        var bytes = new ByteArrayOutputStream();
        for (var token : tokens) {
            var spelled = bytes(token);
            bytes.writeBytes(spelled == null ? token.getBytes(StandardCharsets.UTF_8) : spelled);
        }
        return Utf8.decode(bytes.toByteArray());
    }
}
