package org.llmspace.pipeline.task;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Where sentences end: as Unicode says, but not behind a title, an initial or an abbreviation.
final class Sentences {

    private static final int LONGEST_ABBREVIATION = 24;
    private static final Pattern GOES_ON = Pattern.compile(
            "(?<![\\p{L}\\p{N}.])(Mr|Mrs|Ms|Dr|Prof|St|Gen|Col|Capt|Lt|Sgt|Sen|Rep|Gov|Rev|vs|e\\.g|i\\.e|(\\p{L}\\.)+\\p{Lu}|[\\p{Lu}&&[^I]])\\.\\s+$");

    private Sentences() {
    }

    /// The index behind each sentence, its trailing space included; the last is the length of the text.
    static List<Integer> ends(String text) {
        BreakIterator sentences = BreakIterator.getSentenceInstance(Locale.ROOT);
        sentences.setText(text);
        List<Integer> ends = new ArrayList<>();
        sentences.first();
        for (int end = sentences.next(); end != BreakIterator.DONE; end = sentences.next()) {
            if (end == text.length() || !goesOn(text, end)) {
                ends.add(end);
            }
        }
        return ends;
    }

    private static boolean goesOn(String text, int end) {
        return GOES_ON.matcher(text).useTransparentBounds(true).region(Math.max(0, end - LONGEST_ABBREVIATION), end)
                .find();
    }

    /// The sentences, with single spaces between their words.
    static List<String> of(String text) {
        List<String> sentences = new ArrayList<>();
        int start = 0;
        for (int end : ends(text)) {
            String sentence = text.substring(start, end).strip().replaceAll("\\s+", " ");
            if (!sentence.isEmpty()) {
                sentences.add(sentence);
            }
            start = end;
        }
        return sentences;
    }
}
