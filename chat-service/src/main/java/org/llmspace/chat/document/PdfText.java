package org.llmspace.chat.document;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/// The text of a PDF file, page by page: pieces become lines, lines paragraphs, and short lines in large letters headings. It
/// is a reader of our own because the usual libraries need AWT, which a native executable lacks.
final class PdfText {

    private static final double LARGE = 1.2;
    private static final int LONGEST_HEADING = 120;

    /// @param gap how far below the line before it, in its letters' height
    private record Line(String text, double size, double gap) {
    }

    private PdfText() {
    }

    static List<Block> read(byte[] bytes) {
        PdfFile file = new PdfFile(bytes);
        IdentityHashMap<Pdf.Dict, PdfFont> fonts = new IdentityHashMap<>();
        List<List<Line>> pages = new ArrayList<>();
        long length = 0;
        for (PdfFile.Page page : file.pages()) {
            List<Line> lines = lines(new PdfContent(file, fonts).of(page));
            pages.add(lines);
            length += lines.stream().mapToInt(line -> line.text().length()).sum();
            if (length > DocumentText.MOST_CHARACTERS) {
                throw new UnreadableDocumentException("the PDF file holds too much text; split it");
            }
        }
        return blocks(pages);
    }

    private static List<Block> blocks(List<List<Line>> pages) {
        double usual = usualSize(pages);
        List<Block> blocks = new ArrayList<>();
        String heading = null;
        for (int i = 0; i < pages.size(); i++) {
            StringBuilder paragraph = new StringBuilder();
            for (Line line : pages.get(i)) {
                boolean large = line.size() > LARGE * usual && line.text().length() <= LONGEST_HEADING;
                if (large || line.gap() > 1.75) {
                    add(blocks, section(heading, i), paragraph);
                }
                if (large) {
                    heading = line.text().strip();
                } else {
                    append(paragraph, line.text());
                }
            }
            add(blocks, section(heading, i), paragraph);
        }
        return blocks;
    }

    private static String section(@Nullable String heading, int page) {
        return heading == null ? "page " + (page + 1) : "%s (page %d)".formatted(heading, page + 1);
    }

    private static void add(List<Block> blocks, String section, StringBuilder paragraph) {
        if (!paragraph.toString().isBlank()) {
            blocks.add(new Block(section, paragraph.toString().strip()));
        }
        paragraph.setLength(0);
    }

    /// A word that was parted at the end of a line is one word again.
    private static void append(StringBuilder paragraph, String line) {
        int length = paragraph.length();
        boolean parted = length > 1 && paragraph.charAt(length - 1) == '-' && Character.isLetter(paragraph.charAt(length - 2))
                && !line.isEmpty() && Character.isLowerCase(line.charAt(0));
        if (parted) {
            paragraph.setLength(length - 1);
        } else if (length > 0) {
            paragraph.append('\n');
        }
        paragraph.append(line);
    }

    /// The size of most letters.
    private static double usualSize(List<List<Line>> pages) {
        Map<Long, Integer> letters = new HashMap<>();
        pages.forEach(lines -> lines
                .forEach(line -> letters.merge(Math.round(line.size() * 10), line.text().length(), Integer::sum)));
        return letters.entrySet().stream().max(Map.Entry.comparingByValue()).map(entry -> entry.getKey() / 10.0).orElse(1.0);
    }

    private static List<Line> lines(List<PdfContent.Piece> pieces) {
        List<Line> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        PdfContent.Piece last = null;
        double gap = 0;
        double size = 0;
        for (PdfContent.Piece piece : pieces) {
            if (last != null && isNewLine(last, piece)) {
                end(lines, line, size, gap);
                gap = Math.abs(last.y() - piece.y()) / Math.max(last.size(), piece.size());
                gap = piece.y() > last.y() ? 9 : gap;
                size = 0;
            } else if (last != null && isApart(last, piece, line)) {
                line.append(' ');
            }
            line.append(piece.text());
            size = Math.max(size, piece.text().isBlank() ? 0 : piece.size());
            last = piece;
        }
        end(lines, line, size, gap);
        return lines;
    }

    private static void end(List<Line> lines, StringBuilder line, double size, double gap) {
        String text = line.toString().replaceAll("[\\p{Cntrl}\\u00ad\\s]+", " ").strip();
        line.setLength(0);
        if (!text.isEmpty()) {
            lines.add(new Line(text, size, gap));
        }
    }

    private static boolean isNewLine(PdfContent.Piece last, PdfContent.Piece next) {
        return Math.abs(last.y() - next.y()) > 0.5 * Math.max(last.size(), next.size());
    }

    private static boolean isApart(PdfContent.Piece last, PdfContent.Piece next, StringBuilder line) {
        boolean spaced = line.isEmpty() || Character.isWhitespace(line.charAt(line.length() - 1))
                || Character.isWhitespace(next.text().charAt(0));
        double gap = next.x() - last.end();
        return !spaced && (gap > 0.17 * next.size() || gap < -1.5 * next.size());
    }
}
