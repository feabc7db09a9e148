package org.llmspace.pipeline.tokenizer;

/// UTF-8 that may be broken: each longest part that cannot be completed becomes one U+FFFD, as Unicode recommends.
final class Utf8 {

    private final byte[] bytes;
    private final StringBuilder text;
    private int at;

    private Utf8(byte[] bytes) {
        this.bytes = bytes;
        text = new StringBuilder(bytes.length);
    }

    static String decode(byte[] bytes) {
        var utf8 = new Utf8(bytes);
        while (utf8.at < bytes.length) {
            utf8.next();
        }
        return utf8.text.toString();
    }

    private void next() {
        int first = bytes[at++] & 0xFF;
        if (first < 0x80) {
            text.append((char) first);
        } else if (first >= 0xC2 && first <= 0xDF) {
            rest(first & 0x1F, 1, 0x80, 0xBF);
        } else if (first >= 0xE0 && first <= 0xEF) {
            rest(first & 0x0F, 2, first == 0xE0 ? 0xA0 : 0x80, first == 0xED ? 0x9F : 0xBF);
        } else if (first >= 0xF0 && first <= 0xF4) {
            rest(first & 0x07, 3, first == 0xF0 ? 0x90 : 0x80, first == 0xF4 ? 0x8F : 0xBF);
        } else {
            text.append('\uFFFD');
        }
    }

    // only the second byte has bounds of its own
    private void rest(int codePoint, int count, int low, int high) {
        for (int i = 0; i < count; i++) {
            int b = at < bytes.length ? bytes[at] & 0xFF : 0;
            if (b < (i == 0 ? low : 0x80) || b > (i == 0 ? high : 0xBF)) {
                text.append('\uFFFD');
                return;
            }
            codePoint = codePoint << 6 | b & 0x3F;
            at++;
        }
        text.appendCodePoint(codePoint);
    }
}
