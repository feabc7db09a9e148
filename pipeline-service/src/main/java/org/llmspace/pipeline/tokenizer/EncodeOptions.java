package org.llmspace.pipeline.tokenizer;

import org.jspecify.annotations.Nullable;

/// What to do with an input besides splitting it into tokens.
///
/// The `truncation` and `padding` blocks of `tokenizer.json` are ignored, as Python and transformers.js ignore them.
///
/// @param languageToken the source language of a translation model such as NLLB or M2M100: it takes the place of the
///        language token that the file's post-processor would add
public record EncodeOptions(boolean addSpecialTokens, @Nullable Truncation truncation, @Nullable Padding padding,
        @Nullable String languageToken) {

    private static final EncodeOptions DEFAULTS = new EncodeOptions(true, null, null, null);

    /// Special tokens, no truncation, no padding.
    public static EncodeOptions defaults() {
        return DEFAULTS;
    }

    public EncodeOptions withSpecialTokens(boolean add) {
        return new EncodeOptions(add, truncation, padding, languageToken);
    }

    public EncodeOptions with(@Nullable Truncation newTruncation) {
        return new EncodeOptions(addSpecialTokens, newTruncation, padding, languageToken);
    }

    public EncodeOptions with(@Nullable Padding newPadding) {
        return new EncodeOptions(addSpecialTokens, truncation, newPadding, languageToken);
    }

    public EncodeOptions withLanguage(@Nullable String token) {
        return new EncodeOptions(addSpecialTokens, truncation, padding, token);
    }
}
