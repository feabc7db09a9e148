package org.llmspace.pipeline.tokenizer;

import java.util.Arrays;

/// Tokens by their spelling: one open-addressing table of (node, UTF-16 unit) to child node.
final class TokenTrie {

    static final int ROOT = 0;
    static final int NONE = -1;

    private long[] keys = new long[1 << 12];
    private int[] children = new int[1 << 12];
    private int[] ids = new int[1 << 10];
    private int nodes = 1;

    TokenTrie() {
        ids[ROOT] = NONE;
    }

    void put(String token, int id) {
        int node = ROOT;
        for (int i = 0; i < token.length(); i++) {
            int next = child(node, token.charAt(i));
            node = next == NONE ? grow(node, token.charAt(i)) : next;
        }
        ids[node] = id;
    }

    private int grow(int node, char c) {
        if (nodes * 2 > keys.length) {
            rehash();
        }
        if (nodes == ids.length) {
            ids = Arrays.copyOf(ids, 2 * ids.length);
        }
        ids[nodes] = NONE;
        insert(key(node, c), nodes);
        return nodes++;
    }

    private void rehash() {
        var oldKeys = keys;
        var oldChildren = children;
        keys = new long[2 * oldKeys.length];
        children = new int[keys.length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0) {
                insert(oldKeys[i], oldChildren[i]);
            }
        }
    }

    private void insert(long key, int child) {
        int slot = slot(key);
        while (keys[slot] != 0) {
            slot = slot + 1 & keys.length - 1;
        }
        keys[slot] = key;
        children[slot] = child;
    }

    // the root is never a child, so a key of a real edge is never 0 once 1 is added
    private static long key(int node, char c) {
        return ((long) node << 16 | c) + 1;
    }

    private int slot(long key) {
        return (int) (key * 0x9E3779B97F4A7C15L >>> 32) & keys.length - 1;
    }

    /// The node below `node`, or [#NONE].
    int child(int node, char c) {
        long key = key(node, c);
        int slot = slot(key);
        while (keys[slot] != 0) {
            if (keys[slot] == key) {
                return children[slot];
            }
            slot = slot + 1 & keys.length - 1;
        }
        return NONE;
    }

    /// The node that spells `prefix`, or [#NONE].
    int descend(int node, CharSequence text, int from, int to) {
        for (int i = from; i < to && node != NONE; i++) {
            node = child(node, text.charAt(i));
        }
        return node;
    }

    /// The token that ends at a node, or [#NONE].
    int id(int node) {
        return ids[node];
    }

    /// The token spelled exactly so, or [#NONE].
    int find(CharSequence text, int from, int to) {
        int node = descend(ROOT, text, from, to);
        return node == NONE ? NONE : ids[node];
    }
}
