package org.llmspace.pipeline.tokenizer;

import java.util.Arrays;

/// Merges to do, the lowest rank first and, among equals, the leftmost: a binary heap without objects.
final class MergeQueue {

    // rank and position in one number, so that it sorts as wanted
    private long[] keys;
    private int[] tokens;
    private int size;
    private long polledKey;
    private int polledToken;

    MergeQueue(int capacity) {
        keys = new long[capacity + 1];
        tokens = new int[capacity + 1];
    }

    void add(int rank, int position, int token) {
        if (size == keys.length) {
            keys = Arrays.copyOf(keys, 2 * size);
            tokens = Arrays.copyOf(tokens, 2 * size);
        }
        long key = (long) rank << 32 | position;
        int at = size++;
        while (at > 0 && keys[at - 1 >> 1] > key) {
            move(at - 1 >> 1, at);
            at = at - 1 >> 1;
        }
        keys[at] = key;
        tokens[at] = token;
    }

    private void move(int from, int to) {
        keys[to] = keys[from];
        tokens[to] = tokens[from];
    }

    /// Takes the first merge; false when there is none.
    boolean poll() {
        if (size == 0) {
            return false;
        }
        polledKey = keys[0];
        polledToken = tokens[0];
        size--;
        long key = keys[size];
        int token = tokens[size];
        int at = 0;
        for (int child = 1; child < size; child = 2 * at + 1) {
            if (child + 1 < size && keys[child + 1] < keys[child]) {
                child++;
            }
            if (keys[child] >= key) {
                break;
            }
            move(child, at);
            at = child;
        }
        keys[at] = key;
        tokens[at] = token;
        return true;
    }

    int position() {
        return (int) polledKey;
    }

    int token() {
        return polledToken;
    }
}
