package org.llmspace.pipeline.template;

import java.util.List;

import org.llmspace.pipeline.template.Token.Kind;

/// Tokens, read from first to last.
final class TokenReader {

    private final List<Token> tokens;
    private int at;

    TokenReader(List<Token> tokens) {
        this.tokens = tokens;
    }

    Token peek() {
        return tokens.get(at);
    }

    Token next() {
        Token token = peek();
        at = Math.min(at + 1, tokens.size() - 1);
        return token;
    }

    boolean at(Kind kind, String text) {
        return peek().is(kind, text);
    }

    /// Whether the next token was that one.
    boolean skip(Kind kind, String text) {
        boolean there = at(kind, text);
        if (there) {
            next();
        }
        return there;
    }

    void skipTo(Kind kind) {
        while (peek().kind() != kind && peek().kind() != Kind.END) {
            next();
        }
        next();
    }

    void expect(Kind kind, String text) {
        if (!skip(kind, text)) {
            throw problem("%s is expected".formatted(kind == Kind.CLOSE ? "the end of the tag" : "'" + text + "'"));
        }
    }

    String name() {
        if (peek().kind() != Kind.NAME) {
            throw problem("a name is expected");
        }
        return next().text();
    }

    TemplateException problem(String what) {
        Token token = peek();
        return new TemplateException("%s at '%s', character %d".formatted(what, token.text(), token.at()));
    }
}
