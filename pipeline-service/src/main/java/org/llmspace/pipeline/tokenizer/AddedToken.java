package org.llmspace.pipeline.tokenizer;

/// A token that is found in the text before the model sees it, as `added_tokens` of `tokenizer.json` lists them.
public record AddedToken(int id, String content, boolean singleWord, boolean lstrip, boolean rstrip,
        boolean normalized, boolean special) {
}
