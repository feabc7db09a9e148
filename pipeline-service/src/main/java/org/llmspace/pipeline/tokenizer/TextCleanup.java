package org.llmspace.pipeline.tokenizer;

/// Takes out the spaces that joining tokens leaves before punctuation and English contractions.
final class TextCleanup {

    private TextCleanup() {
    }

    /// The clean-up of `clean_up_tokenization_spaces`, in this order.
    static String text(String text) {
        return text.indexOf(' ') < 0 ? text : contractions(punctuation(text));
    }

    /// The clean-up of the WordPiece and CTC decoders, which also shortens "do not".
    static String words(String text) {
        if (text.indexOf(' ') < 0) {
            return text;
        }
        var joined = punctuation(text).replace(" n't", "n't").replace(" 'm", "'m").replace(" do not", " don't");
        return joined.replace(" 's", "'s").replace(" 've", "'ve").replace(" 're", "'re");
    }

    private static String punctuation(String text) {
        return text.replace(" .", ".").replace(" ?", "?").replace(" !", "!").replace(" ,", ",").replace(" ' ", "'");
    }

    private static String contractions(String text) {
        return text.replace(" n't", "n't").replace(" 'm", "'m").replace(" 's", "'s").replace(" 've", "'ve")
                .replace(" 're", "'re");
    }
}
