package org.llmspace.pipeline.tokenizer;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/// The tokens of one sequence as the model yields them, before special tokens are added.
final class TokenRun {

    private int[] ids;
    private int[] starts;
    private int[] ends;
    private int[] words;
    private @Nullable String[] tokens;
    private int size;
    private int word = -1;

    TokenRun(int capacity) {
        ids = new int[capacity];
        starts = new int[capacity];
        ends = new int[capacity];
        words = new int[capacity];
        tokens = new String[capacity];
    }

    /// Tokens added from here on belong to the next word.
    void nextWord() {
        word++;
    }

    void add(int id, String token, int start, int end) {
        if (size == ids.length) {
            grow();
        }
        ids[size] = id;
        tokens[size] = token;
        starts[size] = start;
        ends[size] = end;
        words[size++] = word;
    }

    /// Adds a token that covers a range of a text.
    void add(int id, String token, Text text, int from, int to) {
        add(id, token, text.start(from), text.end(to - 1));
    }

    private void grow() {
        int capacity = 2 * size + 16;
        ids = Arrays.copyOf(ids, capacity);
        starts = Arrays.copyOf(starts, capacity);
        ends = Arrays.copyOf(ends, capacity);
        words = Arrays.copyOf(words, capacity);
        tokens = Arrays.copyOf(tokens, capacity);
    }

    int size() {
        return size;
    }

    int id(int index) {
        return ids[index];
    }

    String token(int index) {
        var token = tokens[index];
        if (token == null) {
            throw new IndexOutOfBoundsException(index);
        }
        return token;
    }

    int start(int index) {
        return starts[index];
    }

    int end(int index) {
        return ends[index];
    }

    int word(int index) {
        return words[index];
    }

    void setOffsets(int index, int start, int end) {
        starts[index] = start;
        ends[index] = end;
    }
}
