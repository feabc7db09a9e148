package org.llmspace.pipeline.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/// Takes the most probable way to write the word in tokens (Viterbi over a trie).
final class Unigram implements Model {

    // an unknown character is this much less probable than the least probable token
    private static final double UNKNOWN_PENALTY = 10;

    private final Vocabulary vocabulary;
    private final TokenTrie trie;
    private final double[] scores;
    private final double unknownScore;
    private final int unknownId;
    private final boolean byteFallback;

    private Unigram(Vocabulary vocabulary, double[] scores, int unknownId, boolean byteFallback) {
        this.vocabulary = vocabulary;
        this.scores = scores;
        this.unknownId = unknownId;
        this.byteFallback = byteFallback;
        trie = vocabulary.trie();
        unknownScore = Arrays.stream(scores).min().orElse(0) - UNKNOWN_PENALTY;
    }

    static Unigram read(Section model) {
        var list = model.array("vocab");
        var tokens = new ArrayList<String>(list.node().size());
        var scores = new double[list.node().size()];
        for (var entry : list.node()) {
            if (!entry.isArray() || entry.size() != 2 || !entry.get(0).isTextual() || !entry.get(1).isNumber()) {
                throw list.broken("the entry " + entry + " is not a token and its score");
            }
            scores[tokens.size()] = entry.get(1).doubleValue();
            tokens.add(entry.get(0).textValue());
        }
        int unknownId = model.number("unk_id", TokenTrie.NONE);
        if (unknownId >= tokens.size()) {
            throw model.broken("unk_id " + unknownId + " is not in the vocabulary of " + tokens.size() + " tokens");
        }
        return new Unigram(new Vocabulary(tokens), scores, unknownId, model.flag("byte_fallback", false));
    }

    @Override
    public void tokenize(Text text, int from, int to, TokenRun run) {
        int length = to - from;
        var path = new Path(length);
        for (int i = 0, width; i < length; i += width) {
            width = Character.charCount(text.codePointAt(from + i));
            path.extend(text, from, i, length, width);
        }
        int steps = path.mark(length);
        for (int i = 0, step = 0; step < steps; step++) {
            int end = path.next[i];
            addToken(text, from + i, from + end, run);
            i = end;
        }
    }

    private void addToken(Text text, int from, int to, TokenRun run) {
        int id = trie.find(text, from, to);
        var token = vocabulary.token(id);
        if (token != null) {
            run.add(id, token, text, from, to);
        } else if (!byteFallback || !addBytes(text, from, to, run)) {
            run.add(unknown(text, from), text.substring(from, to), text, from, to);
        }
    }

    private boolean addBytes(Text text, int from, int to, TokenRun run) {
        var bytes = text.substring(from, to).getBytes(StandardCharsets.UTF_8);
        var tokens = new String[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            tokens[i] = "<0x%02X>".formatted(bytes[i]);
            if (vocabulary.id(tokens[i]) == TokenTrie.NONE) {
                return false;
            }
        }
        for (var token : tokens) {
            run.add(vocabulary.id(token), token, text, from, to);
        }
        return true;
    }

    private int unknown(Text text, int at) {
        if (unknownId < 0) {
            throw new TokenizerException("\"" + Character.toString(text.codePointAt(at)) + "\" is not in the "
                    + "vocabulary, which has no unknown token (unk_id); use the model's own tokenizer.json");
        }
        return unknownId;
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

    /// The best way to each place of a word.
    private final class Path {

        private final double[] score;
        private final int[] start;
        private final int[] id;
        private final int[] next;

        Path(int length) {
            score = new double[length + 1];
            start = new int[length + 1];
            id = new int[length + 1];
            next = new int[length + 1];
            Arrays.fill(start, -1);
        }

        /// Tries every token that begins at `at`, and the unknown one where no token is that one character.
        void extend(Text text, int from, int at, int length, int width) {
            boolean single = false;
            int node = TokenTrie.ROOT;
            for (int end = at + 1; end <= length; end++) {
                node = trie.child(node, text.charAt(from + end - 1));
                if (node == TokenTrie.NONE) {
                    break;
                }
                int token = trie.id(node);
                if (token != TokenTrie.NONE) {
                    reach(at, end, token, scores[token]);
                    single |= end - at == width;
                }
            }
            if (!single) {
                reach(at, at + width, unknown(text, from + at), unknownScore);
            }
        }

        private void reach(int from, int to, int token, double tokenScore) {
            double candidate = tokenScore + score[from];
            if (start[to] < 0 || candidate > score[to]) {
                score[to] = candidate;
                start[to] = from;
                id[to] = token;
            }
        }

        /// Writes the way to the end into `next`, unknown neighbours joined; returns its steps.
        int mark(int end) {
            int steps = 0;
            boolean unknownBehind = false;
            for (int to = end; to > 0; to = start[to]) {
                boolean unknown = id[to] == unknownId;
                if (unknown && unknownBehind) {
                    next[start[to]] = next[to];
                } else {
                    next[start[to]] = to;
                    steps++;
                }
                unknownBehind = unknown;
            }
            return steps;
        }
    }
}
