package org.llmspace.pipeline.tokenizer;

import java.util.ArrayList;
import java.util.List;

/// Splits a normalized text into the words that the model sees one by one.
sealed interface PreTokenizer {

    /// Cuts the splits of a segment further.
    void apply(Segment segment);

    /// One after another.
    record Sequence(List<PreTokenizer> steps) implements PreTokenizer {

        public Sequence {
            steps = List.copyOf(steps);
        }

        @Override
        public void apply(Segment segment) {
            steps.forEach(step -> step.apply(segment));
        }
    }

    /// Splits at blanks, which go, and around punctuation, which stays.
    record Bert() implements PreTokenizer {

        @Override
        public void apply(Segment segment) {
            segment.split(Bert::split);
        }

        private static void split(Text text, int from, int to, Segment parts) {
            int begin = from;
            for (int i = from, width; i < to; i += width) {
                int c = text.codePointAt(i);
                width = Character.charCount(c);
                boolean blank = Characters.isWhitespace(c);
                if (blank || Characters.isPunctuation(c)) {
                    parts.add(begin, i);
                    begin = i + width;
                    if (!blank) {
                        parts.add(i, begin);
                    }
                }
            }
            parts.add(begin, to);
        }
    }

    static PreTokenizer read(Section root) {
        var section = root.optional("pre_tokenizer");
        return section == null ? new Sequence(List.of()) : readOne(section);
    }

    private static PreTokenizer readOne(Section section) {
        return switch (section.text("type")) {
            case "Sequence" -> readSequence(section);
            case "BertPreTokenizer" -> new Bert();
            default -> throw section.broken("the type \"" + section.text("type") + "\" is unknown");
        };
    }

    private static PreTokenizer readSequence(Section section) {
        var steps = new ArrayList<PreTokenizer>();
        section.list("pretokenizers").forEach(step -> steps.add(readOne(step)));
        return new Sequence(steps);
    }
}
