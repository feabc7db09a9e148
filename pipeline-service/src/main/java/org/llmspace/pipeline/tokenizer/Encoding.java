package org.llmspace.pipeline.tokenizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The tokens of one input with everything known about each: id, type, spelling, place in the input, word, sequence.
///
/// Arrays are not copied on the way out; do not write to them.
public final class Encoding {

    private final List<String> texts;
    private final int[] ids;
    private final int[] typeIds;
    private final String[] tokens;
    private final int[] starts;
    private final int[] ends;
    private final int[] wordIds;
    private final int[] sequenceIds;
    private final int[] specialTokensMask;
    private final int[] attentionMask;
    private final List<Encoding> overflowing;

    Encoding(int size, List<String> texts, List<Encoding> overflowing) {
        this.texts = texts;
        this.overflowing = List.copyOf(overflowing);
        ids = new int[size];
        typeIds = new int[size];
        tokens = new String[size];
        starts = new int[size];
        ends = new int[size];
        wordIds = new int[size];
        sequenceIds = new int[size];
        specialTokensMask = new int[size];
        attentionMask = new int[size];
    }

    void put(int at, TokenRun run, int index, int typeId, int sequence) {
        ids[at] = run.id(index);
        typeIds[at] = typeId;
        tokens[at] = run.token(index);
        starts[at] = run.start(index);
        ends[at] = run.end(index);
        wordIds[at] = run.word(index);
        sequenceIds[at] = sequence;
        attentionMask[at] = 1;
    }

    void putSpecial(int at, int id, String token, int typeId) {
        ids[at] = id;
        typeIds[at] = typeId;
        tokens[at] = token;
        wordIds[at] = -1;
        sequenceIds[at] = -1;
        specialTokensMask[at] = 1;
        attentionMask[at] = 1;
    }

    /// This encoding and its overflow, filled up to `target` tokens.
    Encoding padded(int target, int padId, String padToken, int padTypeId, Side side) {
        var parts = overflowing.stream().map(part -> part.padded(target, padId, padToken, padTypeId, side)).toList();
        int fill = Math.max(0, target - size());
        var padded = new Encoding(size() + fill, texts, parts);
        int shift = side == Side.LEFT ? fill : 0;
        int padding = side == Side.LEFT ? 0 : size();
        copyInto(padded, shift);
        for (int i = padding; i < padding + fill; i++) {
            padded.putSpecial(i, padId, padToken, padTypeId);
            padded.attentionMask[i] = 0;
        }
        return padded;
    }

    private void copyInto(Encoding target, int shift) {
        System.arraycopy(ids, 0, target.ids, shift, size());
        System.arraycopy(typeIds, 0, target.typeIds, shift, size());
        System.arraycopy(tokens, 0, target.tokens, shift, size());
        System.arraycopy(starts, 0, target.starts, shift, size());
        System.arraycopy(ends, 0, target.ends, shift, size());
        System.arraycopy(wordIds, 0, target.wordIds, shift, size());
        System.arraycopy(sequenceIds, 0, target.sequenceIds, shift, size());
        System.arraycopy(specialTokensMask, 0, target.specialTokensMask, shift, size());
        System.arraycopy(attentionMask, 0, target.attentionMask, shift, size());
    }

    public int size() {
        return ids.length;
    }

    public int[] ids() {
        return ids;
    }

    public int[] typeIds() {
        return typeIds;
    }

    public List<String> tokens() {
        return Arrays.asList(tokens);
    }

    /// 1 for a token that the text has not: special tokens of the template, padding.
    public int[] specialTokensMask() {
        return specialTokensMask;
    }

    /// 0 for padding.
    public int[] attentionMask() {
        return attentionMask;
    }

    /// The index of the word (pre-token) of each token in its sequence; -1 for special tokens.
    public int[] wordIds() {
        return wordIds;
    }

    /// 0 for the first text, 1 for the second; -1 for special tokens.
    public int[] sequenceIds() {
        return sequenceIds;
    }

    /// Where the token begins in its text, in UTF-16 units; 0 for special tokens.
    public int start(int index) {
        return starts[index];
    }

    /// Where the token ends in its text, in UTF-16 units; 0 for special tokens.
    public int end(int index) {
        return ends[index];
    }

    /// The ranges of the tokens in their text, in UTF-16 units, fit for [String#substring(int, int)].
    public List<Span> offsets() {
        var spans = new ArrayList<Span>(size());
        for (int i = 0; i < size(); i++) {
            spans.add(new Span(starts[i], ends[i]));
        }
        return spans;
    }

    /// The ranges of the tokens in code points, as Python counts characters.
    public List<Span> codePointOffsets() {
        var counts = texts.stream().map(Encoding::codePointsBefore).toList();
        var spans = new ArrayList<Span>(size());
        for (int i = 0; i < size(); i++) {
            var count = counts.get(Math.max(0, sequenceIds[i]));
            spans.add(new Span(count[starts[i]], count[ends[i]]));
        }
        return spans;
    }

    private static int[] codePointsBefore(String text) {
        var counts = new int[text.length() + 1];
        for (int i = 0; i < text.length(); i++) {
            boolean second = i > 0 && Character.isSurrogatePair(text.charAt(i - 1), text.charAt(i));
            counts[i + 1] = counts[i] + (second ? 0 : 1);
        }
        return counts;
    }

    /// The part of the text that a token stands for; empty for special tokens.
    public String textOf(int index) {
        return sequenceIds[index] < 0 ? "" : texts.get(sequenceIds[index]).substring(starts[index], ends[index]);
    }

    /// The parts that truncation cut off, each with special tokens of its own.
    public List<Encoding> overflowing() {
        return overflowing;
    }
}
