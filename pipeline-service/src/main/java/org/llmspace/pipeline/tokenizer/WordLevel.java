package org.llmspace.pipeline.tokenizer;

import org.jspecify.annotations.Nullable;

/// Each word is one token; so is each character in the files of VITS.
final class WordLevel implements Model {

    private final Vocabulary vocabulary;
    private final String unknown;
    private final int unknownId;

    private WordLevel(Vocabulary vocabulary, String unknown) {
        this.vocabulary = vocabulary;
        this.unknown = unknown;
        unknownId = vocabulary.id(unknown);
    }

    static WordLevel read(Section model) {
        return new WordLevel(Vocabulary.read(model), model.text("unk_token", "<unk>"));
    }

    @Override
    public void tokenize(Text text, int from, int to, TokenRun run) {
        int id = vocabulary.trie().find(text, from, to);
        var token = vocabulary.token(id);
        if (token != null) {
            run.add(id, token, text, from, to);
        } else if (unknownId != TokenTrie.NONE) {
            run.add(unknownId, unknown, text, from, to);
        } else {
            throw new TokenizerException("\"" + text.substring(from, to) + "\" is not in the vocabulary, which has no "
                    + "token for unknown words (\"" + unknown + "\"); use the model's own tokenizer.json");
        }
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
