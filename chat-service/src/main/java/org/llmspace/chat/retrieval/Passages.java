package org.llmspace.chat.retrieval;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/// Cuts a text into passages along its headings and paragraphs, small enough for the encoder's 256 tokens.
final class Passages {

    private static final int MOST_WORDS = 150;
    private static final Pattern HEADING = Pattern.compile("#{1,6}\\s+(.+)");
    private static final Pattern SENTENCE_END = Pattern.compile("(?<=[.!?])\\s+(?=\\S)");
    private static final Pattern SPACE = Pattern.compile("\\s+");

    private final String source;
    private final List<Passage> passages = new ArrayList<>();
    private final StringBuilder paragraph = new StringBuilder();
    private @Nullable String section;

    private Passages(String source) {
        this.source = source;
    }

    static List<Passage> of(String source, String text) {
        Passages cutting = new Passages(source);
        text.lines().forEach(cutting::line);
        cutting.endParagraph();
        return cutting.passages;
    }

    static List<String> sentences(String text) {
        return List.of(SENTENCE_END.split(text.strip()));
    }

    private void line(String line) {
        var heading = HEADING.matcher(line);
        if (heading.matches()) {
            endParagraph();
            section = heading.group(1).strip();
        } else if (line.isBlank()) {
            endParagraph();
        } else {
            paragraph.append(paragraph.isEmpty() ? "" : "\n").append(line.strip());
        }
    }

    private void endParagraph() {
        if (words(paragraph) <= MOST_WORDS) {
            add(paragraph.toString());
        } else {
            cut(paragraph.toString());
        }
        paragraph.setLength(0);
    }

    private void cut(String text) {
        StringBuilder piece = new StringBuilder();
        for (String sentence : sentences(text)) {
            for (String part : parts(sentence)) {
                if (words(piece) + words(part) > MOST_WORDS) {
                    add(piece.toString());
                    piece.setLength(0);
                }
                piece.append(piece.isEmpty() ? "" : " ").append(part);
            }
        }
        add(piece.toString());
    }

    /// A sentence that is longer than a passage may be, as several parts.
    private static List<String> parts(String sentence) {
        List<String> words = List.of(SPACE.split(sentence));
        List<String> parts = new ArrayList<>();
        for (int from = 0; from < words.size(); from += MOST_WORDS) {
            parts.add(String.join(" ", words.subList(from, Math.min(words.size(), from + MOST_WORDS))));
        }
        return parts;
    }

    private void add(String text) {
        if (!text.isBlank()) {
            passages.add(new Passage(source, section, text.strip()));
        }
    }

    private static int words(CharSequence text) {
        return text.isEmpty() ? 0 : SPACE.split(text).length;
    }
}
