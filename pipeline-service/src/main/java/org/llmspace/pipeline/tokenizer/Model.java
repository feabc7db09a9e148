package org.llmspace.pipeline.tokenizer;

import org.jspecify.annotations.Nullable;

/// Cuts a word into tokens of the vocabulary.
sealed interface Model permits WordPiece, WordLevel, Bpe, Unigram {

    /// Appends the tokens of one non-empty range of a text.
    void tokenize(Text text, int from, int to, TokenRun run);

    /// The id, or [TokenTrie#NONE].
    int id(String token);

    @Nullable
    String token(int id);

    /// The number of tokens, added ones not counted.
    int size();

    static Model read(Section root) {
        var model = root.object("model");
        return switch (model.text("type", guessType(model))) {
            case "WordPiece" -> WordPiece.read(model);
            case "BPE" -> BpeReader.read(model);
            case "Unigram" -> Unigram.read(model);
            case "WordLevel" -> WordLevel.read(model);
            default -> throw model.broken("the model type \"" + model.text("type", "") + "\" is unknown; "
                    + "WordPiece, BPE, Unigram and WordLevel can be read");
        };
    }

    // old files have no type; neither have those of VITS, whose vocabulary is one of characters
    private static String guessType(Section model) {
        if (model.has("merges")) {
            return "BPE";
        }
        if (model.has("max_input_chars_per_word")) {
            return "WordPiece";
        }
        return model.node().path("vocab").isArray() ? "Unigram" : "WordLevel";
    }
}
