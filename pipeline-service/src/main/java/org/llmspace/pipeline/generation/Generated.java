package org.llmspace.pipeline.generation;

import java.util.List;

/// A generated text.
///
/// @param text without the prompt
/// @param logprob of all its tokens together
public record Generated(String text, Finish finish, int promptTokens, List<Token> tokens, double logprob) {

    /// Why a text ends.
    public enum Finish {
        EOS_TOKEN,
        STOP_SEQUENCE,
        LENGTH
    }

    /// A token with its likely rivals.
    ///
    /// @param text what it adds to the text
    /// @param logprob what the model itself thought of it; not a number after a search
    /// @param top the likeliest tokens at its place; empty unless asked for
    public record Token(int id, String text, double logprob, boolean special, List<Token> top) {
        public Token {
            top = List.copyOf(top);
        }

        Token judged(Token judgement) {
            return new Token(id, text, judgement.logprob(), special, judgement.top());
        }
    }

    public Generated {
        tokens = List.copyOf(tokens);
    }
}
