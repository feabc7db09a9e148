package org.llmspace.pipeline.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/// Works out expressions.
final class Evaluator {

    private static final int MAX_STEPS = 20_000_000;

    private int steps;

    /// The value of an expression.
    Object value(Expression expression, Scope scope) {
        step();
        return switch (expression) {
            case Expression.Literal(var value) -> value;
            case Expression.Name(var name) -> scope.get(name);
            case Expression.ListOf(var items) -> values(items, scope);
            case Expression.TupleOf(var items) -> new Tuple(values(items, scope));
            case Expression.MapOf(var keys, var values) -> map(values(keys, scope), values(values, scope));
            case Expression.Member(var of, var name) -> member(of, name, scope);
            case Expression.Item(var of, var key) -> Values.item(value(of, scope), value(key, scope));
            case Expression.Slice(var of, var from, var to, var step) ->
                Values.slice(value(of, scope), bound(from, scope), bound(to, scope), bound(step, scope));
            case Expression.Call(var function, var arguments) -> call(function, given(arguments, scope), scope);
            case Expression.Filter(var of, var name, var arguments) ->
                Filters.apply(name, value(of, scope), given(arguments, scope));
            case Expression.Test(var of, var name, var arguments, var negated) ->
                negated != Tests.holds(name, value(of, scope), given(arguments, scope));
            case Expression.Not(var of) -> !Values.isTrue(value(of, scope));
            case Expression.Minus(var of) -> Operators.negative(value(of, scope));
            case Expression.Binary(var operator, var left, var right) ->
                Operators.apply(operator, value(left, scope), value(right, scope));
            case Expression.And(var left, var right) -> either(value(left, scope), true, right, scope);
            case Expression.Or(var left, var right) -> either(value(left, scope), false, right, scope);
            case Expression.Comparison comparison -> holds(comparison, scope);
            case Expression.Condition(var test, var then, var otherwise) ->
                chosen(Values.isTrue(value(test, scope)) ? then : otherwise, scope);
        };
    }

    /// The first value, or the other if the first one does not settle it already.
    private Object either(Object first, boolean goesOn, Expression other, Scope scope) {
        return Values.isTrue(first) == goesOn ? value(other, scope) : first;
    }

    private Object chosen(@Nullable Expression chosen, Scope scope) {
        return chosen == null ? Nothing.UNDEFINED : value(chosen, scope);
    }

    private static Map<Object, Object> map(List<Object> keys, List<Object> values) {
        Map<Object, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            map.put(keys.get(i), values.get(i));
        }
        return map;
    }

    /// Counts, so that no template runs for ever.
    void step() {
        if (++steps > MAX_STEPS || Thread.currentThread().isInterrupted()) {
            throw new TemplateException("the template takes too long");
        }
    }

    private List<Object> values(List<Expression> expressions, Scope scope) {
        List<Object> values = new ArrayList<>(expressions.size());
        expressions.forEach(expression -> values.add(value(expression, scope)));
        return values;
    }

    private Object bound(@Nullable Expression expression, Scope scope) {
        return expression == null ? Nothing.NONE : value(expression, scope);
    }

    private Object member(Expression of, String name, Scope scope) {
        Object value = value(of, scope);
        if (value == Nothing.UNDEFINED) {
            throw new TemplateException("'%s' is undefined".formatted(spelling(of)));
        }
        Function method = Methods.of(value, name);
        return method != null ? method : Values.item(value, name);
    }

    Given given(Expression.Arguments arguments, Scope scope) {
        if (arguments.positional().isEmpty() && arguments.named().isEmpty()) {
            return Given.NONE;
        }
        Map<String, Object> named = new LinkedHashMap<>();
        arguments.named().forEach((name, expression) -> named.put(name, value(expression, scope)));
        return new Given(values(arguments.positional(), scope), named);
    }

    Object call(Expression function, Given given, Scope scope) {
        if (value(function, scope) instanceof Function callable) {
            return callable.call(given);
        }
        throw new TemplateException("'%s' cannot be called".formatted(spelling(function)));
    }

    private static String spelling(Expression expression) {
        return switch (expression) {
            case Expression.Name(var name) -> name;
            case Expression.Member(var of, var name) -> spelling(of) + "." + name;
            case Expression.Item(var of, var key) ->
                spelling(of) + (key instanceof Expression.Literal(var value) ? "[" + Values.python(value) + "]" : "[...]");
            default -> "value";
        };
    }

    private boolean holds(Expression.Comparison comparison, Scope scope) {
        Object left = value(comparison.first(), scope);
        for (int i = 0; i < comparison.operators().size(); i++) {
            Object right = value(comparison.others().get(i), scope);
            if (!holds(comparison.operators().get(i), left, right)) {
                return false;
            }
            left = right;
        }
        return true;
    }

    private static boolean holds(String operator, Object left, Object right) {
        return switch (operator) {
            case "==" -> Values.same(left, right);
            case "!=" -> !Values.same(left, right);
            case "in" -> Values.contains(right, left);
            case "not in" -> !Values.contains(right, left);
            case "<" -> Values.compare(left, right) < 0;
            case "<=" -> Values.compare(left, right) <= 0;
            case ">" -> Values.compare(left, right) > 0;
            default -> Values.compare(left, right) >= 0;
        };
    }
}
