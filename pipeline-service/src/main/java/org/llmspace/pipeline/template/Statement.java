package org.llmspace.pipeline.template;

import java.util.List;

import org.jspecify.annotations.Nullable;

/// What a template does.
sealed interface Statement {

    record Text(String text) implements Statement {
    }

    record Output(Expression value) implements Statement {
    }

    record Branch(Expression test, List<Statement> body) {
    }

    record If(List<Branch> branches, List<Statement> otherwise) implements Statement {
    }

    /// @param only what an item must fulfil to be taken
    record For(List<String> names, Expression items, @Nullable Expression only, List<Statement> body,
            List<Statement> otherwise) implements Statement {
    }

    /// @param targets names, or members of namespaces
    record Set(List<Expression> targets, Expression value) implements Statement {
    }

    /// Names that only the body knows.
    record With(List<String> names, List<Expression> values, List<Statement> body) implements Statement {
    }

    /// The text of a body as a value.
    record SetText(Expression target, Block block) implements Statement {
    }

    /// @param filter what the text goes through; it is called [#TEXT] there
    record Block(List<Statement> body, @Nullable Expression filter) implements Statement {

        static final String TEXT = " text";
    }

    record Parameter(String name, @Nullable Expression otherwise) {
    }

    record Macro(String name, List<Parameter> parameters, List<Statement> body) implements Statement {
    }

    /// A call of a macro, which finds the body as `caller()`.
    record CallWithBody(Expression.Call call, Macro caller) implements Statement {
    }

    enum Jump implements Statement {
        BREAK,
        CONTINUE
    }
}
