package org.llmspace.pipeline.task;

import org.llmspace.pipeline.tokenizer.Encoding;
import org.llmspace.pipeline.tokenizer.Span;

/// A token of a text and how likely each label is for it.
///
/// @param id the token's id
/// @param token its spelling
/// @param text the part of the text that it stands for
/// @param beginsWord whether a blank stands before or at its beginning, or nothing at all
/// @param judgement what the model says
record TokenScores(int id, String token, String text, boolean beginsWord, Judgement judgement) {

    /// @param index the token's place among the tokens, from 1 as the first special token has 0
    /// @param scores one per label
    /// @param span where it is in the text, in code points
    record Judgement(int index, double[] scores, Span span) {
    }

    static TokenScores of(Encoding encoding, int at, String text, Judgement judgement) {
        int start = encoding.start(at);
        boolean blank = start == 0 || text.charAt(start - 1) == ' ' || start < text.length() && text.charAt(start) == ' ';
        return new TokenScores(encoding.ids()[at], encoding.tokens().get(at), encoding.textOf(at), blank, judgement);
    }

    double[] scores() {
        return judgement.scores();
    }
}
