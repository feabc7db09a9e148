package org.llmspace.pipeline.template;

/// A piece of a template's source.
///
/// @param text the text itself, the name, the operator or what the literal says
/// @param at where it begins
record Token(Kind kind, String text, int at) {

    enum Kind {
        TEXT,
        OUTPUT,
        TAG,
        CLOSE,
        NAME,
        STRING,
        INTEGER,
        FLOAT,
        OPERATOR,
        END
    }

    boolean is(Kind other, String spelling) {
        return kind == other && text.equals(spelling);
    }
}
