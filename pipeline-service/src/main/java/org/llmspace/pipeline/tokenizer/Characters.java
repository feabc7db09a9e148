package org.llmspace.pipeline.tokenizer;

/// Classes of characters as the Rust tokenizers see them, and rewriting of a text character by character.
final class Characters {

    // sets of general categories, a bit for each
    private static final int PUNCTUATION = 1 << Character.CONNECTOR_PUNCTUATION | 1 << Character.DASH_PUNCTUATION
            | 1 << Character.START_PUNCTUATION | 1 << Character.END_PUNCTUATION
            | 1 << Character.INITIAL_QUOTE_PUNCTUATION | 1 << Character.FINAL_QUOTE_PUNCTUATION
            | 1 << Character.OTHER_PUNCTUATION;
    private static final int CONTROL = 1 << Character.CONTROL | 1 << Character.FORMAT | 1 << Character.PRIVATE_USE;
    private static final int MARK = 1 << Character.NON_SPACING_MARK | 1 << Character.COMBINING_SPACING_MARK
            | 1 << Character.ENCLOSING_MARK;
    private static final int NUMBER = 1 << Character.DECIMAL_DIGIT_NUMBER | 1 << Character.LETTER_NUMBER
            | 1 << Character.OTHER_NUMBER;

    private Characters() {
    }

    /// A question about a code point.
    interface Test {
        boolean test(int codePoint);
    }

    /// A code point for a code point.
    interface Mapping {
        int map(int codePoint);
    }

    /// Unicode's White_Space.
    static boolean isWhitespace(int c) {
        if (c < 0x80) {
            return c == ' ' || c >= 9 && c <= 13;
        }
        return switch (c) {
            case 0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000 -> true;
            default -> c >= 0x2000 && c <= 0x200A;
        };
    }

    static boolean isPunctuation(int c) {
        if (c < 0x80) {
            return c >= '!' && c <= '/' || c >= ':' && c <= '@' || c >= '[' && c <= '`' || c >= '{' && c <= '~';
        }
        return (PUNCTUATION >>> Character.getType(c) & 1) == 1 != LaterUnicode.PUNCTUATION.get(c);
    }

    /// Control, format and private characters; tab and line ends count as blanks.
    static boolean isBertControl(int c) {
        if (c < 0x7F) {
            return c < ' ' && c != '\t' && c != '\n' && c != '\r';
        }
        return (CONTROL >>> Character.getType(c) & 1) == 1 != LaterUnicode.FORMAT.get(c);
    }

    static boolean isNonspacingMark(int c) {
        return c >= 0x300
                && Character.getType(c) == Character.NON_SPACING_MARK != LaterUnicode.NONSPACING_MARK.get(c);
    }

    static boolean isMark(int c) {
        return c >= 0x300 && (MARK >>> Character.getType(c) & 1) == 1;
    }

    /// A mark as StripAccents sees it.
    static boolean isAccent(int c) {
        return c >= 0x300 && isMark(c) != LaterUnicode.MARK.get(c);
    }

    static boolean isNumeric(int c) {
        if (c < 0x80) {
            return c >= '0' && c <= '9';
        }
        return (NUMBER >>> Character.getType(c) & 1) == 1;
    }

    /// Letters, marks, digits and connectors, as `\\w` in a Unicode-aware regular expression.
    static boolean isWord(int c) {
        if (c < 0x80) {
            return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
        }
        return Character.isAlphabetic(c) || isMark(c) || Character.isDigit(c)
                || Character.getType(c) == Character.CONNECTOR_PUNCTUATION || c == 0x200C || c == 0x200D;
    }

    /// The blocks that BERT takes for Chinese.
    static boolean isIdeograph(int c) {
        if (c < 0x3400) {
            return false;
        }
        return c <= 0x4DBF || c >= 0x4E00 && c <= 0x9FFF || c >= 0xF900 && c <= 0xFAFF
                || c >= 0x20000 && c <= 0x2A6DF || c >= 0x2A700 && c <= 0x2B81F || c >= 0x2B920 && c <= 0x2CEAF
                || c >= 0x2F800 && c <= 0x2FA1F;
    }

    static boolean any(Text text, Test test) {
        for (int i = 0, c; i < text.length(); i += Character.charCount(c)) {
            c = text.codePointAt(i);
            if (test.test(c)) {
                return true;
            }
        }
        return false;
    }

    /// Drops every character that fails the test.
    static void keep(Text text, Test test) {
        int kept = 0;
        for (int i = 0, width; i < text.length(); i += width) {
            int c = text.codePointAt(i);
            width = Character.charCount(c);
            if (test.test(c)) {
                for (int j = 0; j < width; j++) {
                    text.set(kept++, text.charAt(i + j), i + j);
                }
            }
        }
        text.truncate(kept);
    }

    /// Replaces characters; a replacement must be of the basic plane if it differs.
    static void map(Text text, Mapping mapping) {
        int kept = 0;
        for (int i = 0, width; i < text.length(); i += width) {
            int c = text.codePointAt(i);
            width = Character.charCount(c);
            int mapped = mapping.map(c);
            if (mapped != c) {
                text.set(kept++, (char) mapped, i);
            } else {
                for (int j = 0; j < width; j++) {
                    text.set(kept++, text.charAt(i + j), i + j);
                }
            }
        }
        text.truncate(kept);
    }

    static void lowercase(Text text) {
        int i = 0;
        while (i < text.length() && text.charAt(i) < 0x80) {
            char c = text.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                text.set(i, (char) (c + 32), i);
            }
            i++;
        }
        if (i == text.length()) {
            return;
        }
        var lower = new Text(text.origin(), text.length() + 4);
        lower.append(text, 0, i);
        for (int c; i < text.length(); i += Character.charCount(c)) {
            c = text.codePointAt(i);
            // the only character whose lower case is longer than itself
            if (c == 0x130) {
                lower.append("i\u0307", text.start(i), text.end(i));
            } else {
                lower.appendCodePoint(Character.toLowerCase(c), text.start(i), text.end(i));
            }
        }
        text.become(lower);
    }
}
