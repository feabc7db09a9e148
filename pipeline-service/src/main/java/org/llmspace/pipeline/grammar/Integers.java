package org.llmspace.pipeline.grammar;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

/// Whole numbers between two bounds, digit by digit.
final class Integers {

    private static final long LARGEST = 9_999_999_999_999_999L;

    private Integers() {
    }

    /// @param schema with at least one of `minimum`, `exclusiveMinimum`, `maximum` and `exclusiveMaximum`
    /// @throws GrammarException if no number is between them
    static Rule between(JsonNode schema) {
        long least = (long) Math.max(Math.ceil(bound(schema, "minimum", (double) -LARGEST)),
                Math.floor(bound(schema, "exclusiveMinimum", (double) -LARGEST - 1)) + 1);
        long most = (long) Math.min(Math.floor(bound(schema, "maximum", (double) LARGEST)),
                Math.ceil(bound(schema, "exclusiveMaximum", (double) LARGEST + 1)) - 1);
        if (least > most) {
            throw new GrammarException("The bounds of an integer in a JSON schema leave no number; make them agree");
        }
        List<Rule> parts = new ArrayList<>();
        if (most >= 0) {
            parts.addAll(natural(Math.max(0, least), Math.min(most, LARGEST)));
        }
        if (least < 0) {
            parts.add(Rule.sequence(Rule.text("-"),
                    new Rule.Choice(natural(Math.max(1, -most), Math.min(-least, LARGEST)))));
        }
        return new Rule.Choice(parts);
    }

    /// In old schemas `exclusiveMinimum` is true and means that `minimum` itself is out.
    private static double bound(JsonNode schema, String name, double otherwise) {
        JsonNode bound = schema.path(name);
        return bound.isNumber() ? bound.doubleValue()
                : bound.asBoolean() ? schema.path(name.endsWith("Minimum") ? "minimum" : "maximum").asDouble(otherwise)
                        : otherwise;
    }

    private static List<Rule> natural(long least, long most) {
        List<Rule> parts = new ArrayList<>();
        int longest = String.valueOf(most).length();
        for (int length = String.valueOf(least).length(); length <= longest; length++) {
            long from = Math.max(least, length == 1 ? 0 : (long) Math.pow(10, length - 1));
            long to = Math.min(most, (long) Math.pow(10, length) - 1);
            parts.add(digits(String.valueOf(from), String.valueOf(to)));
        }
        return parts;
    }

    /// Numbers of one length.
    private static Rule digits(String least, String most) {
        int length = least.length();
        if (least.equals("0".repeat(length)) && most.equals("9".repeat(length))) {
            return new Rule.Repeat(digit('0', '9'), length, length);
        }
        char first = least.charAt(0);
        char last = most.charAt(0);
        String rest = least.substring(1);
        if (first == last) {
            return Rule.sequence(digit(first, first), digits(rest, most.substring(1)));
        }
        String zeros = "0".repeat(length - 1);
        String nines = "9".repeat(length - 1);
        boolean whole = rest.equals(zeros);
        boolean toEnd = most.substring(1).equals(nines);
        List<Rule> parts = new ArrayList<>();
        if (!whole) {
            parts.add(Rule.sequence(digit(first, first), digits(rest, nines)));
        }
        char from = (char) (whole ? first : first + 1);
        char to = (char) (toEnd ? last : last - 1);
        if (from <= to) {
            parts.add(Rule.sequence(digit(from, to), digits(zeros, nines)));
        }
        if (!toEnd) {
            parts.add(Rule.sequence(digit(last, last), digits(zeros, most.substring(1))));
        }
        return new Rule.Choice(parts);
    }

    private static Rule digit(char from, char to) {
        return new Rule.One(Chars.of(from, to));
    }
}
