package org.llmspace.chat.retrieval;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.llmspace.chat.document.Block;
import org.llmspace.chat.document.DocumentText;

/// Cuts a document into passages along its structure, small enough for the encoder's 256 tokens: what stands under one heading
/// stays together as far as it fits, and nothing else is joined.
final class Passages {

    private static final int MOST_WORDS = 150;
    /// After a sentence, before an item of a list, between rows of a table.
    private static final Pattern SENTENCE_END = Pattern
            .compile("(?<=[.!?])\\s+(?=\\S)|\\n(?=[-*•] |\\d+[.)] )|\\n(?=[^\\n]*\\|)");
    private static final Pattern SPACE = Pattern.compile("\\s+");

    private final String source;
    private final @Nullable String document;
    private final List<Passage> passages = new ArrayList<>();
    private final StringBuilder together = new StringBuilder();
    private @Nullable String section;

    private Passages(String source, @Nullable String document) {
        this.source = source;
        this.document = document;
    }

    /// Passages of a text that is not kept.
    static List<Passage> of(String source, String text) {
        return of(source, null, DocumentText.read(text));
    }

    /// @param document the id of a kept document; null if it is not kept
    static List<Passage> of(String source, @Nullable String document, List<Block> blocks) {
        Passages cutting = new Passages(source, document);
        blocks.forEach(cutting::block);
        cutting.endTogether();
        return cutting.passages;
    }

    static List<String> sentences(String text) {
        return List.of(SENTENCE_END.split(text.strip()));
    }

    private void block(Block block) {
        if (!Objects.equals(section, block.section()) || words(together) + words(block.text()) > MOST_WORDS) {
            endTogether();
        }
        section = block.section();
        together.append(together.isEmpty() ? "" : "\n\n").append(block.text());
    }

    private void endTogether() {
        if (words(together) <= MOST_WORDS) {
            add(together.toString());
        } else {
            cut(together.toString());
        }
        together.setLength(0);
    }

    private void cut(String text) {
        StringBuilder piece = new StringBuilder();
        for (String sentence : sentences(text)) {
            for (String part : parts(sentence)) {
                if (words(piece) + words(part) > MOST_WORDS) {
                    add(piece.toString());
                    piece.setLength(0);
                }
                piece.append(piece.isEmpty() ? "" : isItem(part) ? "\n" : " ").append(part);
            }
        }
        add(piece.toString());
    }

    private static boolean isItem(String part) {
        return part.startsWith("- ") || part.startsWith("* ") || part.indexOf('|') >= 0;
    }

    /// A sentence that is longer than a passage may be, as several parts.
    private static List<String> parts(String sentence) {
        if (words(sentence) <= MOST_WORDS) {
            return List.of(sentence);
        }
        List<String> words = List.of(SPACE.split(sentence));
        List<String> parts = new ArrayList<>();
        for (int from = 0; from < words.size(); from += MOST_WORDS) {
            parts.add(String.join(" ", words.subList(from, Math.min(words.size(), from + MOST_WORDS))));
        }
        return parts;
    }

    private void add(String text) {
        if (!text.isBlank()) {
            String id = document == null ? null : document + "-" + (passages.size() + 1);
            passages.add(new Passage(id, source, section, text.strip()));
        }
    }

    private static int words(CharSequence text) {
        return text.isEmpty() ? 0 : SPACE.split(text).length;
    }
}
