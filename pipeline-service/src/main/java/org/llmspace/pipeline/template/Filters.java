package org.llmspace.pipeline.template;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
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

    private static final int MAX_FILL = 10_000;

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
            case "title" -> WORD.matcher(Values.text(value)).replaceAll(word -> Matcher.quoteReplacement(
                    word.group().substring(0, 1).toUpperCase(Locale.ROOT)
                            + word.group().substring(1).toLowerCase(Locale.ROOT)));
            case "capitalize" -> Methods.capitalize(Values.text(value));
            case "replace" -> Methods.replace(Values.text(value), given);
            case "indent" -> Formats.indent(Values.text(value), given);
            case "format" -> Formats.percent(Values.text(value), given.named().isEmpty() ? new Tuple(given.positional())
                    : given.named());
            case "center" -> Formats.field(Values.text(value), given, 0.5);
            case "truncate" -> Formats.truncate(Values.text(value), given);
            case "escape", "e" -> Values.text(value).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
                    .replace("\"", "&#34;").replace("'", "&#39;");
            case "tojson" -> Json.write(value, given);
            case "wordcount" -> (long) Values.text(value).strip().split("\\s+").length;
            case "int" -> integer(value, given);
            case "float" -> decimal(value, given);
            case "abs" -> value instanceof Long number ? (Object) Math.abs(number) : (Object) Math.abs(Values.number(value));
            case "round" -> round(value, given);
            case "items" -> value instanceof Map<?, ?> map ? Methods.pairs(map) : List.of();
            case "dictsort" -> dictsort((Map<?, ?>) mapping(value), given);
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
            case "sort" -> sorted(items, given);
            case "unique" -> unique(items, given);
            case "sum" -> sum(items, given);
            case "min" -> items.stream().min(order(given, 0)).orElse(Nothing.UNDEFINED);
            case "max" -> items.stream().min(order(given, 0).reversed()).orElse(Nothing.UNDEFINED);
            case "batch" -> batches(items, given);
            case "slice" -> slices(items, given);
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
        return path(of, path, Nothing.UNDEFINED);
    }

    /// @param missing stands for what one of the names is not found on
    private static Object path(Object of, Object path, Object missing) {
        if (!(path instanceof String names)) {
            return Values.item(of, path);
        }
        Object value = of;
        for (String name : names.split("\\.")) {
            value = Values.item(value, name.matches("\\d+") && value instanceof List ? (Object) Long.valueOf(name) : name);
            value = value == Nothing.UNDEFINED ? missing : value;
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
            return items.stream().map(item -> path(item, given.get(9, "attribute"), missing)).toList();
        }
        String filter = given.text(0, "filter");
        return items.stream().map(item -> apply(filter, item, given.from(1))).toList();
    }

    private static List<Object> sorted(List<Object> items, Given given) {
        Comparator<Object> order = order(given, 1);
        return items.stream().sorted(Values.isTrue(given.get(0, "reverse", false)) ? order.reversed() : order).toList();
    }

    private static Object dictsort(Map<?, ?> map, Given given) {
        Object by = given.text(1, "by", "key").equals("value") ? 1L : 0L;
        return sorted(Methods.pairs(map), new Given(List.of(given.get(2, "reverse", false),
                given.get(0, "case_sensitive", false), by), Map.of()));
    }

    /// The order of `case_sensitive` and, one argument further, `attribute`, which may be several.
    private static Comparator<Object> order(Given given, int place) {
        boolean exact = Values.isTrue(given.get(place, "case_sensitive", false));
        Object attribute = given.get(place + 1, "attribute", Nothing.NONE);
        return Comparator.comparing(item -> attribute instanceof String names && names.indexOf(',') >= 0
                ? Arrays.stream(names.split(",")).map(name -> key(path(item, name), exact)).toList()
                : key(attribute == Nothing.NONE ? item : path(item, attribute), exact), Values.ORDER);
    }

    private static Object key(Object value, boolean exact) {
        return value instanceof String text && !exact ? text.toLowerCase(Locale.ROOT) : value;
    }

    private static Object unique(List<Object> items, Given given) {
        boolean exact = Values.isTrue(given.get(0, "case_sensitive", false));
        Object attribute = given.get(1, "attribute", Nothing.NONE);
        Map<Object, Object> first = new LinkedHashMap<>();
        items.forEach(item -> first.putIfAbsent(key(attribute == Nothing.NONE ? item : path(item, attribute), exact), item));
        return new ArrayList<>(first.values());
    }

    private static Object batches(List<Object> items, Given given) {
        int size = Math.clamp(Values.integer(given.get(0, "linecount")), 1, Integer.MAX_VALUE);
        List<Object> batches = new ArrayList<>();
        for (int from = 0; from < items.size(); from += size) {
            batches.add(filled(items.subList(from, Math.min(from + size, items.size())), size, given));
        }
        return batches;
    }

    private static List<Object> filled(List<Object> items, int size, Given given) {
        Object fill = given.get(1, "fill_with", Nothing.NONE);
        List<Object> filled = new ArrayList<>(items);
        while (fill != Nothing.NONE && filled.size() < size && size <= MAX_FILL) {
            filled.add(fill);
        }
        return filled;
    }

    private static Object slices(List<Object> items, Given given) {
        int count = Math.clamp(Values.integer(given.get(0, "slices")), 1, MAX_FILL);
        int longer = items.size() % count;
        List<Object> slices = new ArrayList<>();
        for (int i = 0, from = 0; i < count; i++) {
            int to = from + items.size() / count + (i < longer ? 1 : 0);
            slices.add(filled(items.subList(from, to), items.size() / count + (longer > 0 && i >= longer ? 1 : 0), given));
            from = to;
        }
        return slices;
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
        Object missing = given.get(1, "default", Nothing.UNDEFINED);
        for (Object item : items) {
            groups.computeIfAbsent(path(item, given.get(0, "attribute"), missing), _ -> new ArrayList<>()).add(item);
        }
        List<Object> pairs = new ArrayList<>();
        groups.forEach((key, group) -> pairs.add(new Tuple(List.of(key, group), "grouper", "list")));
        return sorted(pairs, new Given(List.of(false, false, 0L), Map.of()));
    }

    private static Object integer(Object value, Given given) {
        return switch (value) {
            case Double number -> number.longValue();
            case String text -> integer(text.strip().replaceAll("(?<=\\w)_(?=\\w)", ""), given);
            case Long number -> number;
            case Boolean bool -> bool ? 1L : 0L;
            default -> given.get(0, "default", 0L);
        };
    }

    private static Object integer(String text, Given given) {
        int base = (int) Values.integer(given.get(1, "base", 10L));
        String digits = base == 16 ? text.replaceFirst("^([+-]?)0[xX]", "$1") : text;
        try {
            return Long.valueOf(digits, Math.clamp(base, Character.MIN_RADIX, Character.MAX_RADIX));
        } catch (NumberFormatException e) {
            return decimal(text, new Given(List.of(Nothing.NONE), Map.of())) instanceof Double number
                    && Double.isFinite(number) ? number.longValue() : given.get(0, "default", 0L);
        }
    }

    private static Object decimal(Object value, Given given) {
        return switch (value) {
            case Number number -> number.doubleValue();
            case String text when text.strip().matches("(?i)[+-]?inf(inity)?") ->
                text.strip().startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
            case String text when text.strip().matches("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?") ->
                Double.valueOf(text.strip());
            default -> given.get(0, "default", 0.0);
        };
    }

    private static Object round(Object value, Given given) {
        int precision = Math.clamp(Values.integer(given.get(0, "precision", 0L)), -300, 300);
        double scale = Math.pow(10, precision);
        double number = Values.number(value);
        return switch (given.text(1, "method", "common")) {
            case "ceil" -> Math.ceil(number * scale) / scale;
            case "floor" -> Math.floor(number * scale) / scale;
            default -> value instanceof Double ? (Object) halfEven(number, precision)
                    : (Object) (long) halfEven(number, precision);
        };
    }

    private static double halfEven(double number, int precision) {
        return Double.isFinite(number)
                ? new BigDecimal(number).setScale(precision, RoundingMode.HALF_EVEN).doubleValue()
                : number;
    }
}
