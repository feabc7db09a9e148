package org.llmspace.chat.tool;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Reads an arithmetic expression by recursive descent; nothing is executed but arithmetic.
final class Arithmetic {

    private static final int MOST_CHARS = 1_000;
    private static final int MOST_DEPTH = 50;

    private final String text;
    private int at;
    private int depth;

    private Arithmetic(String text) {
        this.text = text;
    }

    /// @throws IllegalArgumentException if it is no expression, or has no result
    static Fraction of(String expression) {
        if (expression.length() > MOST_CHARS) {
            throw new IllegalArgumentException("an expression may have 1000 characters at most");
        }
        String plain = expression.toLowerCase(Locale.ROOT).replace("**", "^").replace('×', '*').replace('·', '*')
                .replace('÷', '/').replace('−', '-').replaceAll("\\bof\\b", "*").replaceAll("(?<=\\d)[,_](?=\\d{3}\\b)", "")
                .replaceAll("\\s+", " ").strip();
        Arithmetic reading = new Arithmetic(plain);
        Fraction result = reading.sum();
        if (reading.at < plain.length()) {
            throw reading.unexpected();
        }
        return result;
    }

    private Fraction sum() {
        if (++depth > MOST_DEPTH) {
            throw new IllegalArgumentException("the expression is nested too deeply");
        }
        Fraction value = product();
        while (true) {
            if (take('+')) {
                value = value.plus(product());
            } else if (take('-')) {
                value = value.minus(product());
            } else {
                depth--;
                return value;
            }
        }
    }

    private Fraction product() {
        Fraction value = signed();
        while (true) {
            if (take('*')) {
                value = value.times(signed());
            } else if (take('/')) {
                value = value.dividedBy(signed());
            } else if (take('%')) {
                value = value.modulo(signed());
            } else {
                return value;
            }
        }
    }

    private Fraction signed() {
        boolean negative = false;
        while (take('-')) {
            negative = !negative;
        }
        Fraction value = power();
        return negative ? value.negated() : value;
    }

    private Fraction power() {
        Fraction base = percent();
        return take('^') ? base.power(signed()) : base;
    }

    /// A percent sign behind a number, unless a number follows: that is what is left after division.
    private Fraction percent() {
        Fraction value = atom();
        int before = at;
        if (take('%')) {
            skip();
            boolean divides = at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '(');
            if (!divides) {
                return value.dividedBy(Fraction.of(BigDecimal.valueOf(100)));
            }
            at = before;
        }
        return value;
    }

    private Fraction atom() {
        skip();
        if (take('(')) {
            Fraction value = sum();
            expect(')');
            return value;
        }
        int from = at;
        while (at < text.length() && (Character.isDigit(text.charAt(at)) || text.charAt(at) == '.')) {
            at++;
        }
        if (at > from) {
            return number(text.substring(from, at));
        }
        while (at < text.length() && Character.isLetter(text.charAt(at))) {
            at++;
        }
        if (at == from) {
            throw unexpected();
        }
        return function(text.substring(from, at));
    }

    private static Fraction number(String digits) {
        try {
            return Fraction.of(new BigDecimal(digits));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'%s' is no number".formatted(digits), e);
        }
    }

    private Fraction function(String name) {
        expect('(');
        List<Fraction> values = new ArrayList<>(List.of(sum()));
        while (take(',')) {
            values.add(sum());
        }
        expect(')');
        Fraction first = values.getFirst();
        return switch (name) {
            case "sqrt" -> first.root();
            case "abs" -> first.numerator().signum() < 0 ? first.negated() : first;
            case "round" -> first.rounded(RoundingMode.HALF_UP);
            case "floor" -> first.rounded(RoundingMode.FLOOR);
            case "ceil" -> first.rounded(RoundingMode.CEILING);
            case "min" -> values.stream().min(Fraction::compare).orElse(first);
            case "max" -> values.stream().max(Fraction::compare).orElse(first);
            default -> throw new IllegalArgumentException(
                    "there is no function '%s'; use sqrt, abs, round, floor, ceil, min or max".formatted(name));
        };
    }

    private void expect(char wanted) {
        if (!take(wanted)) {
            throw new IllegalArgumentException("'%s' is missing at position %d".formatted(wanted, at + 1));
        }
    }

    private boolean take(char wanted) {
        skip();
        if (at < text.length() && text.charAt(at) == wanted) {
            at++;
            return true;
        }
        return false;
    }

    private void skip() {
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
    }

    private IllegalArgumentException unexpected() {
        return new IllegalArgumentException(at < text.length()
                ? "'%s' at position %d is not understood".formatted(text.charAt(at), at + 1)
                : "the expression ends too early");
    }
}
