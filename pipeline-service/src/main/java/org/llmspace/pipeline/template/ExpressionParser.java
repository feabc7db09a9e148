package org.llmspace.pipeline.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.llmspace.pipeline.template.Expression.Arguments;
import org.llmspace.pipeline.template.Token.Kind;

/// Reads expressions, from what binds least to what binds most.
final class ExpressionParser {

    private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", ">", "<=", ">=");
    private static final Set<String> NO_ARGUMENT = Set.of("and", "or", "else", "if", "is", "not", "in");

    private final TokenReader tokens;

    ExpressionParser(TokenReader tokens) {
        this.tokens = tokens;
    }

    /// One expression, or several with commas between them as a tuple.
    Expression tuple() {
        return tuple(one(), true);
    }

    Expression tupleWithoutCondition() {
        return tuple(or(), false);
    }

    private Expression tuple(Expression first, boolean conditions) {
        if (!at(",")) {
            return first;
        }
        List<Expression> items = new ArrayList<>(List.of(first));
        while (skip(",") && tokens.peek().kind() != Kind.CLOSE && !at(")")) {
            items.add(conditions ? one() : or());
        }
        return new Expression.TupleOf(items);
    }

    Expression one() {
        Expression result = or();
        while (tokens.skip(Kind.NAME, "if")) {
            Expression test = or();
            result = new Expression.Condition(test, result, tokens.skip(Kind.NAME, "else") ? one() : null);
        }
        return result;
    }

    private Expression or() {
        Expression left = and();
        while (tokens.skip(Kind.NAME, "or")) {
            left = new Expression.Or(left, and());
        }
        return left;
    }

    private Expression and() {
        Expression left = not();
        while (tokens.skip(Kind.NAME, "and")) {
            left = new Expression.And(left, not());
        }
        return left;
    }

    private Expression not() {
        return tokens.skip(Kind.NAME, "not") ? new Expression.Not(not()) : comparison();
    }

    private Expression comparison() {
        Expression first = binary(0);
        List<String> operators = new ArrayList<>();
        List<Expression> others = new ArrayList<>();
        for (String operator = comparing(); operator != null; operator = comparing()) {
            operators.add(operator);
            others.add(binary(0));
        }
        return operators.isEmpty() ? first : new Expression.Comparison(first, operators, others);
    }

    private @Nullable String comparing() {
        if (tokens.peek().kind() == Kind.OPERATOR && COMPARISONS.contains(tokens.peek().text())) {
            return tokens.next().text();
        }
        if (tokens.skip(Kind.NAME, "in")) {
            return "in";
        }
        if (tokens.skip(Kind.NAME, "not")) {
            tokens.expect(Kind.NAME, "in");
            return "not in";
        }
        return null;
    }

    private static final List<Set<String>> LEVELS = List.of(Set.of("+", "-"), Set.of("~"), Set.of("*", "/", "//", "%"),
            Set.of("**"));

    private Expression binary(int level) {
        if (level == LEVELS.size()) {
            return unary(true);
        }
        Expression left = binary(level + 1);
        while (tokens.peek().kind() == Kind.OPERATOR && LEVELS.get(level).contains(tokens.peek().text())) {
            left = new Expression.Binary(tokens.next().text(), left, binary(level + 1));
        }
        return left;
    }

    private Expression unary(boolean filtered) {
        Expression value = skip("-") ? new Expression.Minus(unary(false)) : skip("+") ? unary(false) : postfix(primary());
        return filtered ? filters(value, false) : value;
    }

    private Expression primary() {
        Token token = tokens.next();
        return switch (token.kind()) {
            case NAME -> named(token.text());
            case STRING -> new Expression.Literal(strings(token.text()));
            case INTEGER -> new Expression.Literal(integer(token.text().replace("_", "")));
            case FLOAT -> new Expression.Literal(Double.valueOf(token.text().replace("_", "")));
            case OPERATOR -> switch (token.text()) {
                case "(" -> enclosed();
                case "[" -> new Expression.ListOf(items("]"));
                case "{" -> map();
                default -> throw tokens.problem("an expression cannot begin with '%s'".formatted(token.text()));
            };
            case TEXT, OUTPUT, TAG, CLOSE, END -> throw tokens.problem("an expression is expected");
        };
    }

    private static Object integer(String digits) {
        try {
            return Long.valueOf(digits);
        } catch (NumberFormatException e) {
            throw new TemplateException("the number %s is too large".formatted(digits));
        }
    }

    private static Expression named(String name) {
        return switch (name) {
            case "true", "True" -> new Expression.Literal(true);
            case "false", "False" -> new Expression.Literal(false);
            case "none", "None" -> new Expression.Literal(Nothing.NONE);
            default -> new Expression.Name(name);
        };
    }

    private String strings(String first) {
        StringBuilder all = new StringBuilder(first);
        while (tokens.peek().kind() == Kind.STRING) {
            all.append(tokens.next().text());
        }
        return all.toString();
    }

    private Expression enclosed() {
        if (skip(")")) {
            return new Expression.TupleOf(List.of());
        }
        Expression inside = tuple();
        tokens.expect(Kind.OPERATOR, ")");
        return inside;
    }

    private List<Expression> items(String end) {
        List<Expression> items = new ArrayList<>();
        while (!skip(end)) {
            items.add(one());
            if (!at(end)) {
                tokens.expect(Kind.OPERATOR, ",");
            }
        }
        return items;
    }

    private Expression map() {
        List<Expression> keys = new ArrayList<>();
        List<Expression> values = new ArrayList<>();
        while (!skip("}")) {
            keys.add(one());
            tokens.expect(Kind.OPERATOR, ":");
            values.add(one());
            if (!at("}")) {
                tokens.expect(Kind.OPERATOR, ",");
            }
        }
        return new Expression.MapOf(keys, values);
    }

    private Expression postfix(Expression of) {
        Expression value = of;
        while (true) {
            if (skip(".")) {
                Token name = tokens.next();
                value = name.kind() == Kind.INTEGER
                        ? new Expression.Item(value, new Expression.Literal(integer(name.text())))
                        : new Expression.Member(value, name.text());
            } else if (skip("[")) {
                value = subscript(value);
            } else if (skip("(")) {
                value = new Expression.Call(value, arguments());
            } else {
                return value;
            }
        }
    }

    private Expression subscript(Expression of) {
        Expression from = at(":") ? null : one();
        if (from != null && skip("]")) {
            return new Expression.Item(of, from);
        }
        tokens.expect(Kind.OPERATOR, ":");
        Expression to = at(":") || at("]") ? null : one();
        Expression step = skip(":") && !at("]") ? one() : null;
        tokens.expect(Kind.OPERATOR, "]");
        return new Expression.Slice(of, from, to, step);
    }

    private Arguments arguments() {
        List<Expression> positional = new ArrayList<>();
        Map<String, Expression> named = new LinkedHashMap<>();
        while (!skip(")")) {
            Expression value = one();
            if (value instanceof Expression.Name(String name) && skip("=")) {
                named.put(name, one());
            } else {
                positional.add(value);
            }
            if (!at(")")) {
                tokens.expect(Kind.OPERATOR, ",");
            }
        }
        return new Arguments(positional, named);
    }

    /// The filters, tests and calls behind a value.
    ///
    /// @param begins whether the first filter stands without the bar, as in the tag `filter`
    Expression filters(Expression of, boolean begins) {
        Expression value = begins ? filter(of) : of;
        while (true) {
            if (skip("|")) {
                value = filter(value);
            } else if (tokens.skip(Kind.NAME, "is")) {
                value = test(value);
            } else {
                return value;
            }
        }
    }

    private Expression filter(Expression of) {
        String name = tokens.name();
        Expression filtered = new Expression.Filter(of, name, skip("(") ? arguments() : Arguments.NONE);
        return postfix(filtered);
    }

    private Expression test(Expression of) {
        boolean negated = tokens.skip(Kind.NAME, "not");
        String name = tokens.name();
        Arguments arguments = Arguments.NONE;
        if (skip("(")) {
            arguments = arguments();
        } else if (beginsArgument(tokens.peek())) {
            arguments = new Arguments(List.of(postfix(primary())), Map.of());
        }
        return new Expression.Test(of, name, arguments, negated);
    }

    private static boolean beginsArgument(Token token) {
        return switch (token.kind()) {
            case STRING, INTEGER, FLOAT -> true;
            case NAME -> !NO_ARGUMENT.contains(token.text());
            case OPERATOR -> token.text().equals("[") || token.text().equals("{");
            case TEXT, OUTPUT, TAG, CLOSE, END -> false;
        };
    }

    private boolean at(String operator) {
        return tokens.at(Kind.OPERATOR, operator);
    }

    private boolean skip(String operator) {
        return tokens.skip(Kind.OPERATOR, operator);
    }
}
