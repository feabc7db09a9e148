package org.llmspace.pipeline.template;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The filters that stand behind `|`.
final class Filters {

    /// What the filter `title` takes for a word, other than the method of texts.
    private static final Pattern WORD = Pattern.compile("[^-\\s({\\[<]+");

    private Filters() {
    }

    static Object apply(String name, Object value, Given given) {
        return switch (name) {
            case "default", "d" -> missing(value, given) ? given.get(0, "default_value", "") : value;
            case "length", "count" -> Values.length(value);
            case "string", "safe" -> Values.text(value);
            case "trim" -> Methods.strip(Values.text(value), given, true, true);
            case "upper" -> Values.text(value).toUpperCase(Locale.ROOT);
            case "lower" -> Values.text(value).toLowerCase(Locale.ROOT);
            case "title" ->
                WORD.matcher(Values.text(value)).replaceAll(word -> Matcher.quoteReplacement(Methods.capitalize(word.group())));
            case "capitalize" -> Methods.capitalize(Values.text(value));
            case "replace" -> Methods.replace(Values.text(value), given);
            case "indent" -> indent(Values.text(value), given);
            case "escape", "e" -> Values.text(value).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
                    .replace("\"", "&#34;").replace("'", "&#39;");
            case "tojson" -> Json.write(value, given);
            case "wordcount" -> (long) Values.text(value).strip().split("\\s+").length;
            case "int" -> integer(value, given);
            case "float" -> decimal(value, given);
            case "abs" -> value instanceof Long number ? (Object) Math.abs(number) : (Object) Math.abs(Values.number(value));
            case "round" -> round(Values.number(value), given);
            case "items" -> value instanceof Map<?, ?> map ? Methods.pairs(map) : List.of();
            case "dictsort" -> sorted(Methods.pairs((Map<?, ?>) mapping(value)), given, pair -> Values.item(pair, 0L));
            default -> ofItems(name, value, given);
        };
    }

    private static boolean missing(Object value, Given given) {
        return value == Nothing.UNDEFINED || Values.isTrue(given.get(1, "boolean", false)) && !Values.isTrue(value);
    }

    private static Object ofItems(String name, Object value, Given given) {
        List<Object> items = Values.items(value);
        return switch (name) {
            case "list" -> new ArrayList<>(items);
            case "first" -> items.isEmpty() ? Nothing.UNDEFINED : items.getFirst();
            case "last" -> items.isEmpty() ? Nothing.UNDEFINED : items.getLast();
            case "join" -> join(items, given);
            case "reverse" -> value instanceof String text ? new StringBuilder(text).reverse().toString() : items.reversed();
            case "sort" -> sorted(items, given, item -> item);
            case "unique" -> unique(items, given);
            case "sum" -> sum(items, given);
            case "min" -> items.stream().min(Values.ORDER).orElse(Nothing.UNDEFINED);
            case "max" -> items.stream().max(Values.ORDER).orElse(Nothing.UNDEFINED);
            case "map" -> map(items, given);
            case "select" -> items.stream().filter(item -> passes(item, given)).toList();
            case "reject" -> items.stream().filter(item -> !passes(item, given)).toList();
            case "selectattr" -> items.stream().filter(item -> passes(attribute(item, given), given.from(1))).toList();
            case "rejectattr" -> items.stream().filter(item -> !passes(attribute(item, given), given.from(1))).toList();
            case "groupby" -> groups(items, given);
            default -> throw new TemplateException("there is no filter '%s'".formatted(name));
        };
    }

    private static Object mapping(Object value) {
        if (value instanceof Map) {
            return value;
        }
        throw new TemplateException("%s is no mapping".formatted(Values.python(value)));
    }

    private static Object attribute(Object item, Given given) {
        return path(item, given.get(0, "attribute"));
    }

    /// `a.b.0` of a value.
    private static Object path(Object of, Object path) {
        if (!(path instanceof String names)) {
            return Values.item(of, path);
        }
        Object value = of;
        for (String name : names.split("\\.")) {
            value = Values.item(value, name.matches("\\d+") && value instanceof List ? (Object) Long.valueOf(name) : name);
        }
        return value;
    }

    /// Without the name of a test, whether the value is true.
    private static boolean passes(Object value, Given given) {
        return given.positional().isEmpty() ? Values.isTrue(value)
                : Tests.holds(given.text(0, "name"), value, given.from(1));
    }

    private static Object join(List<Object> items, Given given) {
        Object attribute = given.get(1, "attribute", Nothing.NONE);
        return Values.limited(items.stream().map(item -> attribute == Nothing.NONE ? item : path(item, attribute))
                .map(Values::text).collect(Collectors.joining(Values.text(given.get(0, "d", "")))));
    }

    private static Object map(List<Object> items, Given given) {
        if (given.named().containsKey("attribute")) {
            Object missing = given.get(9, "default", Nothing.UNDEFINED);
            return items.stream().map(item -> path(item, given.get(9, "attribute")))
                    .map(value -> value == Nothing.UNDEFINED ? missing : value).toList();
        }
        String filter = given.text(0, "filter");
        return items.stream().map(item -> apply(filter, item, given.from(1))).toList();
    }

    private static Object sorted(List<Object> items, Given given, java.util.function.UnaryOperator<Object> key) {
        Object attribute = given.named().getOrDefault("attribute", Nothing.NONE);
        boolean exact = Values.isTrue(given.named().getOrDefault("case_sensitive", false));
        Comparator<Object> order = Comparator.comparing(item -> {
            Object by = attribute == Nothing.NONE ? key.apply(item) : path(item, attribute);
            return by instanceof String text && !exact ? text.toLowerCase(Locale.ROOT) : by;
        }, Values.ORDER);
        boolean reverse = Values.isTrue(given.named().getOrDefault("reverse",
                given.positional().isEmpty() ? (Object) false : given.positional().getFirst()));
        return items.stream().sorted(reverse ? order.reversed() : order).toList();
    }

    private static Object unique(List<Object> items, Given given) {
        Object attribute = given.named().getOrDefault("attribute", Nothing.NONE);
        Map<Object, Object> first = new LinkedHashMap<>();
        items.forEach(item -> first.putIfAbsent(attribute == Nothing.NONE ? item : path(item, attribute), item));
        return new ArrayList<>(first.values());
    }

    private static Object sum(List<Object> items, Given given) {
        Object attribute = given.named().getOrDefault("attribute", Nothing.NONE);
        Object sum = given.named().getOrDefault("start", 0L);
        for (Object item : items) {
            sum = Operators.apply("+", sum, attribute == Nothing.NONE ? item : path(item, attribute));
        }
        return sum;
    }

    private static Object groups(List<Object> items, Given given) {
        Map<Object, List<Object>> groups = new LinkedHashMap<>();
        Object sorted = sorted(items, new Given(List.of(), Map.of("attribute", given.get(0, "attribute"))), item -> item);
        Values.items(sorted)
                .forEach(item -> groups.computeIfAbsent(attribute(item, given), _ -> new ArrayList<>()).add(item));
        return Methods.pairs(groups);
    }

    private static String indent(String text, Given given) {
        Object width = given.get(0, "width", 4L);
        String space = width instanceof String own ? own : " ".repeat(Math.clamp(Values.integer(width), 0, 1_000));
        boolean first = Values.isTrue(given.get(1, "first", false));
        boolean blank = Values.isTrue(given.get(2, "blank", false));
        Pattern start = blank ? Pattern.compile("(?m)^") : Pattern.compile("(?m)^(?=.)");
        String indented = start.matcher(text).replaceAll(space);
        return Values.limited(first || !indented.startsWith(space) || text.isEmpty() ? indented
                : indented.substring(text.startsWith("\n") && !blank ? 0 : space.length()));
    }

    private static Object integer(Object value, Given given) {
        return switch (value) {
            case Double number -> number.longValue();
            case String text when text.strip().matches("[+-]?\\d{1,18}") -> Long.valueOf(text.strip());
            case String text when text.strip().matches("[+-]?\\d{1,18}\\.\\d*") -> Double.valueOf(text.strip()).longValue();
            case Long number -> number;
            case Boolean bool -> bool ? 1L : 0L;
            default -> given.get(0, "default", 0L);
        };
    }

    private static Object decimal(Object value, Given given) {
        return switch (value) {
            case Number number -> number.doubleValue();
            case String text when text.strip().matches("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?") ->
                Double.valueOf(text.strip());
            default -> given.get(0, "default", 0.0);
        };
    }

    private static double round(double value, Given given) {
        double scale = Math.pow(10, Values.number(given.get(0, "precision", 0L)));
        return switch (Values.text(given.get(1, "method", "common"))) {
            case "ceil" -> Math.ceil(value * scale) / scale;
            case "floor" -> Math.floor(value * scale) / scale;
            default -> Math.rint(value * scale) / scale;
        };
    }
}
