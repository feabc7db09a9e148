package org.llmspace.chat.document;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/// Reads the values of a PDF file, or of a page's content, one after another. What is damaged is passed over.
final class PdfLexer {

    private static final int DEEPEST = 100;

    private final byte[] bytes;
    private int at;
    private int depth;

    PdfLexer(byte[] bytes, int from) {
        this.bytes = bytes;
        this.at = from;
    }

    int position() {
        return at;
    }

    void position(int to) {
        at = Math.min(bytes.length, to);
    }

    /// The next value; null at the end.
    @Nullable
    Pdf next() {
        skipSpace();
        if (at >= bytes.length) {
            return null;
        }
        int c = bytes[at];
        return switch (c) {
            case '/' -> new Pdf.Name(name());
            case '(' -> new Pdf.Text(literal());
            case '[' -> array();
            case '<' -> peek(1) == '<' ? dict() : new Pdf.Text(hex());
            case '>' -> word(peek(1) == '>' ? 2 : 1, ">>");
            case ']', '{', '}', ')' -> word(1, String.valueOf((char) c));
            default -> c == '+' || c == '-' || c == '.' || Character.isDigit(c) ? number() : new Pdf.Word(regular());
        };
    }

    private Pdf word(int length, String word) {
        at += length;
        return new Pdf.Word(word);
    }

    private Pdf array() {
        at++;
        return new Pdf.Array(until("]"));
    }

    private Pdf dict() {
        at += 2;
        List<Pdf> values = until(">>");
        Map<String, Pdf> entries = new HashMap<>();
        for (int i = 0; i + 1 < values.size(); i += 2) {
            if (values.get(i) instanceof Pdf.Name(String key)) {
                entries.put(key, values.get(i + 1));
            }
        }
        return new Pdf.Dict(entries);
    }

    /// The values up to a closing word, references put together.
    private List<Pdf> until(String closing) {
        List<Pdf> values = new ArrayList<>();
        if (++depth > DEEPEST) {
            throw new UnreadableDocumentException("the PDF file is damaged: its values are nested too deep");
        }
        for (Pdf value = next(); value != null; value = next()) {
            if (value instanceof Pdf.Word(String word)) {
                if (word.equals(closing) || word.equals("endobj")) {
                    break;
                }
                int size = values.size();
                if (word.equals("R") && size >= 2 && values.get(size - 2) instanceof Pdf.Num(double number)) {
                    values.subList(size - 2, size).clear();
                    values.add(new Pdf.Ref((int) number));
                    continue;
                }
            }
            values.add(value);
        }
        depth--;
        return values;
    }

    private Pdf number() {
        int from = at++;
        while (at < bytes.length && (Character.isDigit(bytes[at]) || bytes[at] == '.' || bytes[at] == '-')) {
            at++;
        }
        String text = new String(bytes, from, at - from, ISO_8859_1);
        try {
            return new Pdf.Num(Double.parseDouble(text));
        } catch (NumberFormatException e) {
            return new Pdf.Num(0);
        }
    }

    private String regular() {
        int from = at;
        while (at < bytes.length && !isSpace(bytes[at]) && "()<>[]{}/%".indexOf(bytes[at]) < 0) {
            at++;
        }
        if (at == from) {
            at++;
        }
        return new String(bytes, from, at - from, ISO_8859_1);
    }

    private String name() {
        at++;
        int from = at;
        String raw = at < bytes.length && !isSpace(bytes[at]) && "()<>[]{}/%".indexOf(bytes[at]) < 0 ? regular() : "";
        at = from + raw.length();
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < raw.length(); i++) {
            int code = raw.charAt(i) == '#' && i + 2 < raw.length()
                    ? Character.digit(raw.charAt(i + 1), 16) * 16 + Character.digit(raw.charAt(i + 2), 16)
                    : -1;
            name.append(code > 0 ? (char) code : raw.charAt(i));
            i += code > 0 ? 2 : 0;
        }
        return name.toString();
    }

    private byte[] literal() {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        int open = 1;
        for (at++; at < bytes.length; at++) {
            int c = bytes[at];
            if (c == '\\') {
                at++;
                escaped(text);
                continue;
            }
            open += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (open == 0) {
                at++;
                break;
            }
            text.write(c);
        }
        return text.toByteArray();
    }

    private void escaped(ByteArrayOutputStream text) {
        int c = peek(0);
        if (c >= '0' && c <= '7') {
            int code = 0;
            int digits = 0;
            for (; digits < 3 && peek(digits) >= '0' && peek(digits) <= '7'; digits++) {
                code = code * 8 + peek(digits) - '0';
            }
            at += digits - 1;
            text.write(code);
        } else if (c == '\r') {
            at += peek(1) == '\n' ? 1 : 0;
        } else if (c != '\n' && c >= 0) {
            int letter = "nrtbf".indexOf(c);
            text.write(letter < 0 ? c : "\n\r\t\b\f".charAt(letter));
        }
    }

    private byte[] hex() {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        int high = -1;
        for (at++; at < bytes.length && bytes[at] != '>'; at++) {
            int digit = Character.digit(bytes[at], 16);
            if (digit >= 0) {
                if (high < 0) {
                    high = digit;
                } else {
                    text.write(high * 16 + digit);
                    high = -1;
                }
            }
        }
        at++;
        if (high >= 0) {
            text.write(high * 16);
        }
        return text.toByteArray();
    }

    private void skipSpace() {
        while (at < bytes.length && (isSpace(bytes[at]) || bytes[at] == '%')) {
            if (bytes[at] == '%') {
                while (at < bytes.length && bytes[at] != '\n' && bytes[at] != '\r') {
                    at++;
                }
            } else {
                at++;
            }
        }
    }

    private int peek(int ahead) {
        return at + ahead < bytes.length ? bytes[at + ahead] : -1;
    }

    static boolean isSpace(int c) {
        return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0;
    }
}
