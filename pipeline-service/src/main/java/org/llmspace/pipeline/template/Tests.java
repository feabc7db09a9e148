package org.llmspace.pipeline.template;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The tests that stand behind `is`.
final class Tests {

    private Tests() {
    }

    static boolean holds(String name, Object value, Given given) {
        return switch (name) {
            case "defined" -> value != Nothing.UNDEFINED;
            case "undefined" -> value == Nothing.UNDEFINED;
            case "none" -> value == Nothing.NONE;
            case "true" -> value.equals(true);
            case "false" -> value.equals(false);
            case "boolean" -> value instanceof Boolean;
            case "string" -> value instanceof String;
            case "number" -> value instanceof Number || value instanceof Boolean;
            case "integer" -> value instanceof Long;
            case "float" -> value instanceof Double;
            case "mapping" -> value instanceof Map;
            case "sequence" -> value instanceof String || value instanceof List || value instanceof Map;
            case "iterable" -> value instanceof String || value instanceof List || value instanceof Map
                    || value == Nothing.UNDEFINED;
            case "callable" -> value instanceof Function;
            case "odd" -> Values.integer(value) % 2 != 0;
            case "even" -> Values.integer(value) % 2 == 0;
            case "divisibleby" -> Values.integer(value) % Values.integer(given.get(0, "num")) == 0;
            case "eq", "equalto", "==", "sameas" -> Values.same(value, given.get(0, "other"));
            case "ne", "!=" -> !Values.same(value, given.get(0, "other"));
            case "lt", "lessthan", "<" -> Values.compare(value, given.get(0, "other")) < 0;
            case "le", "<=" -> Values.compare(value, given.get(0, "other")) <= 0;
            case "gt", "greaterthan", ">" -> Values.compare(value, given.get(0, "other")) > 0;
            case "ge", ">=" -> Values.compare(value, given.get(0, "other")) >= 0;
            case "in" -> Values.contains(given.get(0, "seq"), value);
            case "lower" -> Values.text(value).equals(Values.text(value).toLowerCase(Locale.ROOT));
            case "upper" -> Values.text(value).equals(Values.text(value).toUpperCase(Locale.ROOT));
            default -> throw new TemplateException("there is no test '%s'".formatted(name));
        };
    }
}
