package org.llmspace.chat.document;

import static java.nio.charset.StandardCharsets.UTF_16BE;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/// What the codes of a font mean, and how wide their glyphs are.
final class PdfFont {

    /// @param width in thousandths of the font's size
    /// @param space whether word spacing counts for it
    record Glyph(String text, double width, boolean space) {
    }

    private static final double USUAL_WIDTH = 500;

    private final PdfFile file;
    private final boolean composite;
    private final Map<Integer, String> toUnicode = new HashMap<>();
    private final Map<Integer, String> differences = new HashMap<>();
    private final Map<Integer, Double> widths = new HashMap<>();
    private String encoding = "WinAnsiEncoding";
    private double otherwise = USUAL_WIDTH;
    private int codeLength;

    PdfFont(PdfFile file, Pdf.Dict font) {
        this.file = file;
        this.composite = file.name(font.get("Subtype")).equals("Type0");
        this.codeLength = composite ? 2 : 1;
        if (file.resolve(font.get("ToUnicode")) instanceof Pdf.Stream stream) {
            readToUnicode(file.content(stream));
        }
        if (composite) {
            List<Pdf> descendants = file.array(font.get("DescendantFonts"));
            readWidthsByCid(file.dict(descendants.isEmpty() ? Pdf.NULL : descendants.getFirst()));
        } else {
            readEncoding(font.get("Encoding"));
            readWidths(font);
        }
    }

    /// How many bytes a code has.
    int codeLength() {
        return codeLength;
    }

    Glyph glyph(int code) {
        String text = toUnicode.get(code);
        if (text == null) {
            String named = differences.get(code);
            text = composite ? "" : named != null ? named : PdfGlyphs.text(code, encoding);
        }
        return new Glyph(text, widths.getOrDefault(code, otherwise), codeLength == 1 && code == ' ');
    }

    private void readEncoding(Pdf value) {
        switch (file.resolve(value)) {
            case Pdf.Name(String name) -> encoding = name;
            case Pdf.Dict dict -> {
                String base = file.name(dict.get("BaseEncoding"));
                encoding = base.isEmpty() ? encoding : base;
                int code = 0;
                for (Pdf entry : file.array(dict.get("Differences"))) {
                    if (file.resolve(entry) instanceof Pdf.Num(double from)) {
                        code = (int) from;
                    } else {
                        differences.put(code++, PdfGlyphs.text(file.name(entry)));
                    }
                }
            }
            case Pdf _ -> {
            }
        }
    }

    private void readWidths(Pdf.Dict font) {
        int code = (int) file.number(font.get("FirstChar"), 0);
        // fonts of type 3 count in units of their own
        List<Pdf> matrix = file.array(font.get("FontMatrix"));
        double unit = matrix.isEmpty() ? 1 : file.number(matrix.getFirst(), 0.001) * 1000;
        for (Pdf width : file.array(font.get("Widths"))) {
            widths.put(code++, file.number(width, USUAL_WIDTH) * unit);
        }
        double missing = file.number(file.dict(font.get("FontDescriptor")).get("MissingWidth"), 0);
        boolean courier = file.name(font.get("BaseFont")).contains("Courier");
        otherwise = missing > 0 ? missing : courier ? 600 : USUAL_WIDTH;
        if (widths.isEmpty() && !courier) {
            "fijlt.,;:!'|()[]I /".chars().forEach(narrow -> widths.put(narrow, 278.0));
            "mwMW@%".chars().forEach(wide -> widths.put(wide, 833.0));
        }
    }

    private void readWidthsByCid(Pdf.Dict font) {
        otherwise = file.number(font.get("DW"), 1000);
        List<Pdf> entries = file.array(font.get("W"));
        for (int i = 0; i + 1 < entries.size();) {
            int from = (int) file.number(entries.get(i), 0);
            List<Pdf> listed = file.array(entries.get(i + 1));
            if (file.resolve(entries.get(i + 1)) instanceof Pdf.Array) {
                for (int j = 0; j < listed.size(); j++) {
                    widths.put(from + j, file.number(listed.get(j), otherwise));
                }
                i += 2;
            } else {
                int to = Math.min(from + 65_535, (int) file.number(entries.get(i + 1), 0));
                double width = i + 2 < entries.size() ? file.number(entries.get(i + 2), otherwise) : otherwise;
                for (int code = from; code <= to; code++) {
                    widths.put(code, width);
                }
                i += 3;
            }
        }
    }

    private void readToUnicode(byte[] map) {
        PdfLexer lexer = new PdfLexer(map, 0);
        for (Pdf value = lexer.next(); value != null; value = lexer.next()) {
            if (value instanceof Pdf.Word(String word)) {
                switch (word) {
                    case "begincodespacerange" -> readCodeLength(lexer);
                    case "beginbfchar" -> readCharacters(lexer);
                    case "beginbfrange" -> readRanges(lexer);
                    case String _ -> {
                    }
                }
            }
        }
    }

    /// Simple fonts have codes of one byte, whatever their map says.
    private void readCodeLength(PdfLexer lexer) {
        if (lexer.next() instanceof Pdf.Text(byte[] low) && composite && low.length > 0 && low.length <= 2) {
            codeLength = low.length;
        }
    }

    private void readCharacters(PdfLexer lexer) {
        while (lexer.next() instanceof Pdf.Text(byte[] code) && lexer.next() instanceof Pdf.Text(byte[] text)) {
            toUnicode.put(number(code), text(text, 0));
        }
    }

    private void readRanges(PdfLexer lexer) {
        while (lexer.next() instanceof Pdf.Text(byte[] low) && lexer.next() instanceof Pdf.Text(byte[] high)) {
            int from = number(low);
            int to = Math.min(number(high), from + 65_535);
            Pdf texts = lexer.next();
            for (int code = from; code <= to; code++) {
                String text = text(texts, code - from);
                if (text != null) {
                    toUnicode.put(code, text);
                }
            }
        }
    }

    private static @Nullable String text(@Nullable Pdf texts, int index) {
        return switch (texts) {
            case Pdf.Text(byte[] first) -> text(first, index);
            case Pdf.Array(List<Pdf> each) when index < each.size() && each.get(index) instanceof Pdf.Text(byte[] text) ->
                text(text, 0);
            case null, default -> null;
        };
    }

    /// The text, its last unit counted up.
    private static String text(byte[] utf16, int plus) {
        if (utf16.length == 1) {
            return Character.toString((utf16[0] & 0xff) + plus);
        }
        String text = new String(utf16, UTF_16BE);
        if (text.isEmpty() || plus == 0) {
            return text;
        }
        int last = text.codePointBefore(text.length());
        int next = last + plus;
        return Character.isValidCodePoint(next)
                ? text.substring(0, text.length() - Character.charCount(last)) + Character.toString(next)
                : text;
    }

    private static int number(byte[] code) {
        int number = 0;
        for (byte part : code) {
            number = number << 8 | part & 0xff;
        }
        return number;
    }
}
