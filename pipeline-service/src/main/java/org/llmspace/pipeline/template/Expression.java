package org.llmspace.pipeline.template;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/// What a template computes a value with.
sealed interface Expression {

    record Literal(Object value) implements Expression {
    }

    record Name(String name) implements Expression {
    }

    record ListOf(List<Expression> items) implements Expression {
    }

    /// `(a, b)`, or without parentheses
    record TupleOf(List<Expression> items) implements Expression {
    }

    record MapOf(List<Expression> keys, List<Expression> values) implements Expression {
    }

    /// `of.name`
    record Member(Expression of, String name) implements Expression {
    }

    /// `of[key]`
    record Item(Expression of, Expression key) implements Expression {
    }

    /// `of[from:to:step]`
    record Slice(Expression of, @Nullable Expression from, @Nullable Expression to,
            @Nullable Expression step) implements Expression {
    }

    record Call(Expression function, Arguments arguments) implements Expression {
    }

    /// `of | name(arguments)`
    record Filter(Expression of, String name, Arguments arguments) implements Expression {
    }

    /// `of is name arguments`
    record Test(Expression of, String name, Arguments arguments, boolean negated) implements Expression {
    }

    record Not(Expression of) implements Expression {
    }

    record Minus(Expression of) implements Expression {
    }

    record Binary(String operator, Expression left, Expression right) implements Expression {
    }

    record And(Expression left, Expression right) implements Expression {
    }

    record Or(Expression left, Expression right) implements Expression {
    }

    /// `first < second <= third`: every neighbouring pair must hold.
    record Comparison(Expression first, List<String> operators, List<Expression> others) implements Expression {
    }

    /// `then if test else otherwise`
    record Condition(Expression test, Expression then, @Nullable Expression otherwise) implements Expression {
    }

    record Arguments(List<Expression> positional, Map<String, Expression> named) {
        static final Arguments NONE = new Arguments(List.of(), Map.of());
    }
}
