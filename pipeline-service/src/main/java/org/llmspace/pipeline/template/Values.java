package org.llmspace.pipeline.template;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;

/// Python's rules for values: texts, [Long], [Double], [Boolean], [List], [Map], [Function] and [Nothing].
final class Values {

    /// Numbers, texts, or lists of them, each kind among itself.
    static final Comparator<Object> ORDER = Values::compare;

    // kinds of characters that Python shows by their numbers
    private static final Set<Integer> HIDDEN = Stream.of(Character.CONTROL, Character.FORMAT, Character.SURROGATE,
            Character.PRIVATE_USE, Character.UNASSIGNED, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
            Character.SPACE_SEPARATOR).map(Byte::intValue).collect(Collectors.toSet());
    private static final int MAX_TEXT = 16_000_000;

    private Values() {
    }

    static Object of(JsonNode json) {
        return switch (json.getNodeType()) {
            case OBJECT -> map(json);
            case ARRAY -> list(json);
            case NUMBER ->
                json.isIntegralNumber() && json.canConvertToLong() ? (Object) json.longValue() : (Object) json.doubleValue();
            case BOOLEAN -> json.booleanValue();
            case STRING -> json.textValue();
            case NULL, MISSING, BINARY, POJO -> Nothing.NONE;
        };
    }

    private static Map<String, Object> map(JsonNode json) {
        Map<String, Object> map = new LinkedHashMap<>();
        json.properties().forEach(entry -> map.put(entry.getKey(), of(entry.getValue())));
        return map;
    }

    private static List<Object> list(JsonNode json) {
        List<Object> list = new ArrayList<>();
        json.forEach(item -> list.add(of(item)));
        return list;
    }

    static boolean isTrue(Object value) {
        return switch (value) {
            case Boolean bool -> bool;
            case Number number -> number.doubleValue() != 0;
            case String text -> !text.isEmpty();
            case Collection<?> items -> !items.isEmpty();
            case Map<?, ?> map -> !map.isEmpty();
            case Nothing _ -> false;
            default -> true;
        };
    }

    /// As it is written into the text.
    static String text(Object value) {
        return switch (value) {
            case String text -> text;
            case Nothing nothing -> nothing == Nothing.NONE ? "None" : "";
            default -> python(value);
        };
    }

    /// As Python shows it inside of a list.
    static String python(Object value) {
        return switch (value) {
            case Boolean bool -> bool ? "True" : "False";
            case Nothing nothing -> nothing == Nothing.NONE ? "None" : "Undefined";
            case String text -> quoted(text);
            case Tuple tuple -> tuple.stream().map(Values::python)
                    .collect(Collectors.joining(", ", "(", tuple.size() == 1 ? ",)" : ")"));
            case Collection<?> items -> items.stream().map(Values::python).collect(Collectors.joining(", ", "[", "]"));
            case Map<?, ?> map -> map.entrySet().stream()
                    .map(entry -> python(entry.getKey()) + ": " + python(entry.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
            case Number number -> number(number);
            default -> "<" + value.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT) + ">";
        };
    }

    /// Python and Java differ in how they write exponents, and in which numbers have one.
    static String number(Number number) {
        if (!(number instanceof Double decimal)) {
            return number.toString();
        }
        if (!Double.isFinite(decimal) || decimal == 0) {
            return number.toString().replace("Infinity", "inf").replace("NaN", "nan");
        }
        BigDecimal digits = new BigDecimal(number.toString()).stripTrailingZeros();
        int power = digits.precision() - digits.scale() - 1;
        if (power >= -4 && power < 16) {
            return digits.toPlainString() + (digits.scale() <= 0 ? ".0" : "");
        }
        return "%se%s%02d".formatted(digits.movePointLeft(power).toPlainString(), power < 0 ? "-" : "+", Math.abs(power));
    }

    private static String quoted(String text) {
        char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
        StringBuilder plain = new StringBuilder().append(quote);
        text.codePoints().forEach(sign -> plain.append(sign == quote ? "\\" + quote : shown(sign)));
        return plain.append(quote).toString();
    }

    private static String shown(int sign) {
        return switch (sign) {
            case '\\' -> "\\\\";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            case ' ' -> " ";
            default -> HIDDEN.contains(Character.getType(sign))
                    ? (sign < 0x100 ? "\\x%02x" : sign < 0x10000 ? "\\u%04x" : "\\U%08x").formatted(sign)
                    : Character.toString(sign);
        };
    }

    static String limited(String text) {
        if (text.length() > MAX_TEXT) {
            throw new TemplateException("the text would get longer than %d characters".formatted(MAX_TEXT));
        }
        return text;
    }

    static boolean same(Object left, Object right) {
        if (isNumber(left) && isNumber(right)) {
            return number(left) == number(right);
        }
        if (left instanceof List<?> a && right instanceof List<?> b) {
            return a.size() == b.size() && java.util.stream.IntStream.range(0, a.size())
                    .allMatch(i -> same(a.get(i), b.get(i)));
        }
        if (left instanceof Map<?, ?> a && right instanceof Map<?, ?> b) {
            return a.size() == b.size() && a.entrySet().stream()
                    .allMatch(entry -> b.containsKey(entry.getKey()) && same(entry.getValue(), b.get(entry.getKey())));
        }
        return left.equals(right);
    }

    static boolean isNumber(Object value) {
        return value instanceof Number || value instanceof Boolean;
    }

    static int compare(Object left, Object right) {
        if (left instanceof Long a && right instanceof Long b) {
            return Long.compare(a, b);
        }
        if (left instanceof Number a && right instanceof Number b) {
            return Double.compare(a.doubleValue(), b.doubleValue());
        }
        if (left instanceof String a && right instanceof String b) {
            return a.compareTo(b);
        }
        if (left instanceof Boolean a && right instanceof Boolean b) {
            return Boolean.compare(a, b);
        }
        if (left instanceof List<?> a && right instanceof List<?> b) {
            for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
                int order = compare(a.get(i), b.get(i));
                if (order != 0) {
                    return order;
                }
            }
            return Integer.compare(a.size(), b.size());
        }
        throw new TemplateException("%s and %s have no order".formatted(python(left), python(right)));
    }

    static boolean contains(Object all, Object one) {
        return switch (all) {
            case String text when one instanceof String part -> text.contains(part);
            case Collection<?> items -> items.stream().anyMatch(item -> same(item, one));
            case Map<?, ?> map -> map.containsKey(one);
            case Nothing nothing when nothing == Nothing.UNDEFINED -> false;
            default -> throw new TemplateException("nothing can be in %s".formatted(python(all)));
        };
    }

    /// What a loop goes through.
    static List<Object> items(Object value) {
        return switch (value) {
            case List<?> list -> List.copyOf(list);
            case Map<?, ?> map -> List.copyOf(map.keySet());
            case String text -> text.codePoints().mapToObj(sign -> (Object) Character.toString(sign)).toList();
            case Namespace(var values) -> List.copyOf(values.keySet());
            case Nothing nothing when nothing == Nothing.UNDEFINED -> List.of();
            default -> throw new TemplateException("%s has no items".formatted(python(value)));
        };
    }

    static long length(Object value) {
        return value instanceof String text ? text.codePointCount(0, text.length()) : items(value).size();
    }

    static long integer(Object value) {
        return switch (value) {
            case Long number -> number;
            case Boolean bool -> bool ? 1 : 0;
            default -> throw new TemplateException("%s is no whole number".formatted(python(value)));
        };
    }

    static double number(Object value) {
        return value instanceof Double number ? number : integer(value);
    }

    /// An item of a list, a text or a map.
    static Object item(Object of, Object key) {
        return switch (of) {
            case Map<?, ?> map -> map.containsKey(key) ? map.get(key) : Nothing.UNDEFINED;
            case Namespace(var values) when key instanceof String name -> values.getOrDefault(name, Nothing.UNDEFINED);
            case Tuple tuple when key instanceof String name -> tuple.named(name);
            case List<?> list when key instanceof Long -> at(list, integer(key));
            case String text when key instanceof Long -> at(items(text), integer(key));
            case Nothing nothing when nothing == Nothing.UNDEFINED ->
                throw new TemplateException("what is undefined has no item %s".formatted(python(key)));
            default -> Nothing.UNDEFINED;
        };
    }

    private static Object at(List<?> list, long index) {
        long place = index < 0 ? index + list.size() : index;
        return place < 0 || place >= list.size() ? Nothing.UNDEFINED : list.get((int) place);
    }

    /// `of[from:to:step]`; [Nothing#NONE] stands for what is left out.
    static Object slice(Object of, Object from, Object to, Object step) {
        List<Object> items = items(of);
        long by = step == Nothing.NONE ? 1 : integer(step);
        if (by == 0) {
            throw new TemplateException("the step of a slice is 0");
        }
        long begin = from == Nothing.NONE ? by > 0 ? 0 : items.size() - 1L : bound(integer(from), items.size(), by);
        long end = to == Nothing.NONE ? by > 0 ? items.size() : -1 : bound(integer(to), items.size(), by);
        List<Object> kept = new ArrayList<>();
        for (long i = begin; by > 0 ? i < end : i > end; i += by) {
            kept.add(items.get((int) i));
        }
        return of instanceof String ? kept.stream().map(String::valueOf).collect(Collectors.joining()) : kept;
    }

    private static long bound(long index, int size, long step) {
        long place = index < 0 ? index + size : index;
        return step > 0 ? Math.clamp(place, 0, size) : Math.clamp(place, -1, size - 1);
    }
}
