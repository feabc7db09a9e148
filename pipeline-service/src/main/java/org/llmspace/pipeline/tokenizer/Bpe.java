package org.llmspace.pipeline.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/// Byte pair encoding: begins with single characters and joins the pair that was joined first in training.
final class Bpe implements Model {

    private final Vocabulary vocabulary;
    private final TokenTrie trie;
    private final Merges merges;
    private final Options options;
    private final int unknownId;
    private final int continuation;
    // the ids of single characters that begin a word and of those that do not
    private final int[] firsts = new int[0x200];
    private final int[] others = new int[0x200];
    private final int[] byteTokens = new int[256];

    /// Peculiarities of a file.
    ///
    /// @param prefix is put before each character but the first
    /// @param suffix is put behind the last character
    /// @param ignoreMerges whether a word that is a token itself is left whole
    record Options(String prefix, String suffix, @Nullable String unknown, boolean fuseUnknown, boolean byteFallback,
            boolean ignoreMerges) {
    }

    Bpe(Vocabulary vocabulary, Merges merges, Options options) {
        this.vocabulary = vocabulary;
        this.merges = merges;
        this.options = options;
        trie = vocabulary.trie();
        unknownId = options.unknown() == null ? TokenTrie.NONE : vocabulary.id(options.unknown());
        continuation = trie.descend(TokenTrie.ROOT, options.prefix(), 0, options.prefix().length());
        for (int c = 0; c < firsts.length; c++) {
            firsts[c] = lookUp(TokenTrie.ROOT, Character.toString(c));
            others[c] = lookUp(continuation, Character.toString(c));
        }
        for (int b = 0; b < 256; b++) {
            byteTokens[b] = vocabulary.id("<0x%02X>".formatted(b));
        }
    }

    private int lookUp(int node, CharSequence rest) {
        int end = trie.descend(node, rest, 0, rest.length());
        return end == TokenTrie.NONE ? TokenTrie.NONE : trie.id(end);
    }

    @Override
    public void tokenize(Text text, int from, int to, TokenRun run) {
        if (options.ignoreMerges()) {
            int id = trie.find(text, from, to);
            if (id != TokenTrie.NONE) {
                run.add(id, spelling(id), text, from, to);
                return;
            }
        }
        var word = new Word(text, from, to);
        word.readSymbols();
        word.mergeAll();
        word.addTo(run);
    }

    private String spelling(int id) {
        var token = vocabulary.token(id);
        if (token == null) {
            throw new IllegalStateException("no token has the id " + id);
        }
        return token;
    }

    @Override
    public int id(String token) {
        return vocabulary.id(token);
    }

    @Override
    public @Nullable String token(int id) {
        return vocabulary.token(id);
    }

    @Override
    public int size() {
        return vocabulary.size();
    }

    /// A word as a list of symbols, linked so that two can be joined at once.
    private final class Word {

        private final Text text;
        private final int from;
        private final int to;
        private int[] ids;
        // UTF-8 bytes; a symbol that was joined to the one before has none
        private int[] lengths;
        private int[] next = {};
        private int[] previous = {};
        private int count;

        Word(Text text, int from, int to) {
            this.text = text;
            this.from = from;
            this.to = to;
            ids = new int[to - from];
            lengths = new int[to - from];
        }

        private void add(int id, int length) {
            if (count == ids.length) {
                ids = Arrays.copyOf(ids, 2 * count + 4);
                lengths = Arrays.copyOf(lengths, 2 * count + 4);
            }
            ids[count] = id;
            lengths[count++] = length;
        }

        void readSymbols() {
            int unknownLength = 0;
            for (int i = from, width; i < to; i += width) {
                int c = text.codePointAt(i);
                width = Character.charCount(c);
                int id = symbol(c, i == from, i + width == to);
                if (id != TokenTrie.NONE) {
                    unknownLength = addUnknown(unknownLength);
                    add(id, utf8Length(c));
                } else if (!options.byteFallback() || !addBytes(c, i == from, i + width == to)) {
                    if (!options.fuseUnknown()) {
                        addUnknown(unknownLength);
                        unknownLength = 0;
                    }
                    unknownLength += utf8Length(c);
                }
            }
            addUnknown(unknownLength);
        }

        private int symbol(int c, boolean first, boolean last) {
            if (last && !options.suffix().isEmpty()) {
                return vocabulary.id(spelled(c, first, true));
            }
            if (c < firsts.length) {
                return first ? firsts[c] : others[c];
            }
            return lookUp(first ? TokenTrie.ROOT : continuation, Character.toString(c));
        }

        private String spelled(int c, boolean first, boolean last) {
            return (first ? "" : options.prefix()) + Character.toString(c) + (last ? options.suffix() : "");
        }

        private int addUnknown(int length) {
            if (length > 0 && options.unknown() != null) {
                if (unknownId == TokenTrie.NONE) {
                    throw new TokenizerException("the unknown token \"" + options.unknown()
                            + "\" is not in the vocabulary; use the model's own tokenizer.json");
                }
                add(unknownId, length);
            }
            return 0;
        }

        private boolean addBytes(int c, boolean first, boolean last) {
            var bytes = spelled(c, first, last).getBytes(StandardCharsets.UTF_8);
            for (byte b : bytes) {
                if (byteTokens[b & 0xFF] == TokenTrie.NONE) {
                    return false;
                }
            }
            for (byte b : bytes) {
                add(byteTokens[b & 0xFF], 1);
            }
            return true;
        }

        void mergeAll() {
            var queue = new MergeQueue(count);
            next = new int[count];
            previous = new int[count];
            for (int i = 0; i < count; i++) {
                next[i] = i + 1;
                previous[i] = i - 1;
            }
            for (int i = 0; i + 1 < count; i++) {
                offer(queue, i);
            }
            while (queue.poll()) {
                int left = queue.position();
                int right = next[left];
                if (lengths[left] == 0 || right >= count) {
                    continue;
                }
                int slot = merges.find(ids[left], ids[right]);
                // the pair may have changed since it was queued
                if (slot != Merges.NONE && merges.token(slot) == queue.token()) {
                    join(left, right, queue.token());
                    if (previous[left] >= 0) {
                        offer(queue, previous[left]);
                    }
                    offer(queue, left);
                }
            }
        }

        private void join(int left, int right, int token) {
            ids[left] = token;
            lengths[left] += lengths[right];
            lengths[right] = 0;
            next[left] = next[right];
            if (next[left] < count) {
                previous[next[left]] = left;
            }
        }

        private void offer(MergeQueue queue, int left) {
            if (next[left] < count) {
                int slot = merges.find(ids[left], ids[next[left]]);
                if (slot != Merges.NONE) {
                    queue.add(merges.rank(slot), left, merges.token(slot));
                }
            }
        }

        /// Appends the symbols; lengths in bytes are counted off along the text.
        void addTo(TokenRun run) {
            int at = from;
            int passed = 0;
            int bytes = 0;
            for (int i = 0; i < count; i++) {
                if (lengths[i] == 0) {
                    continue;
                }
                // the bytes of a prefix or suffix have no place in the text
                int begin = Math.min(at, to - 1);
                bytes += lengths[i];
                while (at < to && passed + utf8Length(text.codePointAt(at)) <= bytes) {
                    passed += utf8Length(text.codePointAt(at));
                    at += Character.charCount(text.codePointAt(at));
                }
                // a symbol that ends inside a character covers it all
                int end = passed < bytes && at < to ? at + Character.charCount(text.codePointAt(at)) : at;
                run.add(ids[i], spelling(ids[i]), text, begin, Math.max(end, begin + 1));
            }
        }
    }

    static int utf8Length(int c) {
        return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    }
}
