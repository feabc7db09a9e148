package org.llmspace.pipeline.tokenizer;

import org.jspecify.annotations.Nullable;

/// Takes the longest token that begins the word, then the longest that continues it, and so on.
final class WordPiece implements Model {

    private final Vocabulary vocabulary;
    private final TokenTrie trie;
    private final int continuation;
    private final String unknown;
    private final int unknownId;
    private final int maxCharacters;

    private WordPiece(Vocabulary vocabulary, String prefix, String unknown, int maxCharacters) {
        this.vocabulary = vocabulary;
        trie = vocabulary.trie();
        continuation = trie.descend(TokenTrie.ROOT, prefix, 0, prefix.length());
        this.unknown = unknown;
        unknownId = vocabulary.id(unknown);
        this.maxCharacters = maxCharacters;
    }

    static WordPiece read(Section model) {
        return new WordPiece(Vocabulary.read(model), model.text("continuing_subword_prefix", "##"),
                model.text("unk_token", "[UNK]"), model.number("max_input_chars_per_word", 100));
    }

    @Override
    public void tokenize(Text text, int from, int to, TokenRun run) {
        if (tooLong(text, from, to) || !fits(text, from, to)) {
            addUnknown(text, from, to, run);
            return;
        }
        int node = TokenTrie.ROOT;
        for (int at = from; at < to; node = continuation) {
            int end = longest(text, at, to, node);
            int id = trie.id(trie.descend(node, text, at, end));
            run.add(id, spelling(id), text, at, end);
            at = end;
        }
    }

    private boolean tooLong(Text text, int from, int to) {
        return to - from > maxCharacters && Character.codePointCount(text, from, to) > maxCharacters;
    }

    // one piece that is not in the vocabulary makes the whole word unknown
    private boolean fits(Text text, int from, int to) {
        int node = TokenTrie.ROOT;
        for (int at = from; at < to; node = continuation) {
            int end = node == TokenTrie.NONE ? at : longest(text, at, to, node);
            if (end == at) {
                return false;
            }
            at = end;
        }
        return true;
    }

    /// The end of the longest token at `at`; `at` itself when there is none.
    private int longest(Text text, int at, int to, int node) {
        int end = at;
        for (int i = at; i < to; i++) {
            node = trie.child(node, text.charAt(i));
            if (node == TokenTrie.NONE) {
                break;
            }
            if (trie.id(node) != TokenTrie.NONE) {
                end = i + 1;
            }
        }
        return end;
    }

    private String spelling(int id) {
        var token = vocabulary.token(id);
        return token == null ? unknown : token;
    }

    private void addUnknown(Text text, int from, int to, TokenRun run) {
        if (unknownId == TokenTrie.NONE) {
            throw new TokenizerException("\"" + text.substring(from, Math.min(to, from + 50))
                    + "\" needs the unknown token \"" + unknown + "\", which is not in the vocabulary; "
                    + "use the model's own tokenizer.json");
        }
        run.add(unknownId, unknown, text, from, to);
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
}
