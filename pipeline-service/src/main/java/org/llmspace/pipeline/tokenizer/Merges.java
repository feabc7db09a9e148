package org.llmspace.pipeline.tokenizer;

/// The pairs of tokens that BPE joins, each with its rank and the token it makes.
final class Merges {

    static final int NONE = -1;

    private final long[] keys;
    private final int[] ranks;
    private final int[] tokens;

    Merges(int count) {
        int capacity = Integer.highestOneBit(Math.max(8, 2 * count)) * 2;
        keys = new long[capacity];
        ranks = new int[capacity];
        tokens = new int[capacity];
    }

    void put(int left, int right, int rank, int token) {
        long key = key(left, right);
        int slot = slot(key);
        while (keys[slot] != 0 && keys[slot] != key) {
            slot = slot + 1 & keys.length - 1;
        }
        keys[slot] = key;
        ranks[slot] = rank;
        tokens[slot] = token;
    }

    /// Where the pair is kept, for [#rank(int)] and [#token(int)]; [#NONE] for a pair that is not joined.
    int find(int left, int right) {
        long key = key(left, right);
        int slot = slot(key);
        while (keys[slot] != key) {
            if (keys[slot] == 0) {
                return NONE;
            }
            slot = slot + 1 & keys.length - 1;
        }
        return slot;
    }

    int rank(int slot) {
        return ranks[slot];
    }

    int token(int slot) {
        return tokens[slot];
    }

    // ids are below 2^31, so the key of a real pair is never 0 once 1 is added
    private static long key(int left, int right) {
        return ((long) left << 32 | right) + 1;
    }

    private int slot(long key) {
        return (int) (key * 0x9E3779B97F4A7C15L >>> 32) & keys.length - 1;
    }
}
