package org.llmspace.pipeline.template;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/// The methods of Python's texts, lists and maps; those that would change them are not offered.
final class Methods {

    private Methods() {
    }

    /// @return null if values of this kind have no such method
    static @Nullable Function of(Object value, String name) {
        return switch (value) {
            case String text -> ofText(text, name);
            case Map<?, ?> map -> ofMap(map, name);
            case List<?> list -> ofList(list, name);
            default -> null;
        };
    }

    private static @Nullable Function ofText(String text, String name) {
        return switch (name) {
            case "strip" -> given -> strip(text, given, true, true);
            case "lstrip" -> given -> strip(text, given, true, false);
            case "rstrip" -> given -> strip(text, given, false, true);
            case "split" -> given -> split(text, given, false);
            case "rsplit" -> given -> split(text, given, true);
            case "splitlines" -> _ -> Formats.lines(text);
            case "startswith" -> given -> any(given).stream().anyMatch(text::startsWith);
            case "endswith" -> given -> any(given).stream().anyMatch(text::endsWith);
            case "upper" -> _ -> text.toUpperCase(Locale.ROOT);
            case "lower" -> _ -> text.toLowerCase(Locale.ROOT);
            case "title" -> _ -> title(text);
            case "capitalize" -> _ -> capitalize(text);
            case "replace" -> given -> replace(text, given);
            case "removeprefix" -> given -> text.startsWith(given.text(0, "prefix"))
                    ? text.substring(given.text(0, "prefix").length())
                    : text;
            case "removesuffix" -> given -> text.endsWith(given.text(0, "suffix"))
                    ? text.substring(0, text.length() - given.text(0, "suffix").length())
                    : text;
            case "find" -> given -> found(text, text.indexOf(given.text(0, "sub"), start(text, given)));
            case "index" -> given -> {
                if (!text.contains(given.text(0, "sub"))) {
                    throw new TemplateException("'%s' is not found".formatted(given.text(0, "sub")));
                }
                return found(text, text.indexOf(given.text(0, "sub")));
            };
            case "partition" -> given -> parts(text, given.text(0, "sep"), text.indexOf(given.text(0, "sep")), true);
            case "rpartition" -> given -> parts(text, given.text(0, "sep"), text.lastIndexOf(given.text(0, "sep")), false);
            case "format" -> given -> Formats.braces(text, given);
            case "center" -> given -> Formats.field(text, given, 0.5);
            case "ljust" -> given -> Formats.field(text, given, 0);
            case "rjust" -> given -> Formats.field(text, given, 1);
            case "zfill" -> given -> Formats.zeros(text, given);
            case "casefold" -> _ -> text.toLowerCase(Locale.ROOT);
            case "swapcase" -> _ -> text.chars().map(c -> Character.isUpperCase(c) ? Character.toLowerCase(c)
                    : Character.toUpperCase(c)).mapToObj(Character::toString).collect(Collectors.joining());
            case "rfind" -> given -> found(text, text.lastIndexOf(given.text(0, "sub")));
            case "count" -> given -> (long) pieces(text, given.text(0, "sub")).size() - 1;
            case "join" -> given -> Values.limited(Values.items(given.get(0, "iterable")).stream().map(Values::text)
                    .collect(Collectors.joining(text)));
            case "isnumeric", "isdecimal" -> _ -> !text.isEmpty() && text.codePoints().allMatch(Character::isDigit);
            case "isdigit" -> _ -> !text.isEmpty() && text.chars().allMatch(Character::isDigit);
            case "isalpha" -> _ -> !text.isEmpty() && text.codePoints().allMatch(Character::isLetter);
            case "isalnum" -> _ -> !text.isEmpty() && text.codePoints().allMatch(Character::isLetterOrDigit);
            case "isspace" -> _ -> !text.isEmpty() && text.isBlank();
            case "isupper" -> _ -> !text.equals(text.toLowerCase(Locale.ROOT)) && text.equals(text.toUpperCase(Locale.ROOT));
            case "islower" -> _ -> !text.equals(text.toUpperCase(Locale.ROOT)) && text.equals(text.toLowerCase(Locale.ROOT));
            default -> null;
        };
    }

    private static @Nullable Function ofMap(Map<?, ?> map, String name) {
        return switch (name) {
            case "items" -> _ -> pairs(map);
            case "keys" -> _ -> new ArrayList<Object>(map.keySet());
            case "values" -> _ -> new ArrayList<Object>(map.values());
            case "copy" -> _ -> new LinkedHashMap<Object, Object>(map);
            case "get" -> given -> map.containsKey(given.get(0, "key")) ? map.get(given.get(0, "key"))
                    : given.get(1, "default", Nothing.NONE);
            default -> null;
        };
    }

    private static @Nullable Function ofList(List<?> list, String name) {
        return switch (name) {
            case "index" -> given -> (long) java.util.stream.IntStream.range(0, list.size())
                    .filter(i -> Values.same(list.get(i), given.get(0, "value"))).findFirst()
                    .orElseThrow(() -> new TemplateException("%s is not in the list".formatted(given.positional())));
            case "copy" -> _ -> new ArrayList<Object>(list);
            case "count" -> given -> list.stream().filter(item -> Values.same(item, given.get(0, "value"))).count();
            default -> null;
        };
    }

    static List<Object> pairs(Map<?, ?> map) {
        List<Object> pairs = new ArrayList<>();
        map.forEach((key, value) -> pairs.add(new Tuple(List.of(key, value))));
        return pairs;
    }

    private static int start(String text, Given given) {
        int start = (int) Math.clamp(Values.integer(given.get(1, "start", 0L)), 0, Values.length(text));
        return text.offsetByCodePoints(0, start);
    }

    /// What stands before a separator, the separator, and what stands behind it.
    private static Tuple parts(String text, String separator, int at, boolean first) {
        if (at < 0) {
            return new Tuple(first ? List.of(text, "", "") : List.of("", "", text));
        }
        return new Tuple(List.of(text.substring(0, at), separator, text.substring(at + separator.length())));
    }

    private static long found(String text, int index) {
        return index < 0 ? -1 : text.codePointCount(0, index);
    }

    /// One text, or a list of which any will do.
    private static List<String> any(Given given) {
        Object wanted = given.get(0, "prefix");
        return wanted instanceof List<?> several ? several.stream().map(Values::text).toList()
                : List.of(Values.text(wanted));
    }

    static String strip(String text, Given given, boolean left, boolean right) {
        Object chars = given.get(0, "chars", Nothing.NONE);
        int from = 0;
        int to = text.length();
        while (left && from < to && isStripped(text.charAt(from), chars)) {
            from++;
        }
        while (right && to > from && isStripped(text.charAt(to - 1), chars)) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean isStripped(char sign, Object chars) {
        return chars instanceof String some ? some.indexOf(sign) >= 0
                : Character.isWhitespace(sign) || Character.isSpaceChar(sign) || sign == '\u0085';
    }

    private static List<String> split(String text, Given given, boolean fromRight) {
        Object separator = given.get(0, "sep", Nothing.NONE);
        long most = Values.integer(given.get(1, "maxsplit", -1L));
        List<String> pieces = separator instanceof String by ? pieces(text, by)
                : Arrays.stream(text.strip().split("\\s+")).filter(piece -> !piece.isEmpty()).toList();
        if (most < 0 || pieces.size() <= most + 1) {
            return pieces;
        }
        if (!(separator instanceof String by)) {
            return fromRight ? rsplit(text, (int) most) : List.of(text.stripLeading().split("\\s+", (int) most + 1));
        }
        int rest = pieces.size() - (int) most;
        List<String> kept = new ArrayList<>(fromRight ? pieces.subList(rest, pieces.size())
                : pieces.subList(0, (int) most));
        String joined = String.join(by, fromRight ? pieces.subList(0, rest) : pieces.subList((int) most, pieces.size()));
        kept.add(fromRight ? 0 : kept.size(), joined);
        return kept;
    }

    private static List<String> rsplit(String text, int most) {
        List<String> pieces = new ArrayList<>();
        String rest = text.stripTrailing();
        for (int i = 0; i < most; i++) {
            int from = rest.length();
            while (!Character.isWhitespace(rest.charAt(from - 1))) {
                from--;
            }
            pieces.addFirst(rest.substring(from));
            rest = rest.substring(0, from).stripTrailing();
        }
        pieces.addFirst(rest);
        return pieces;
    }

    private static List<String> pieces(String text, String separator) {
        if (separator.isEmpty()) {
            throw new TemplateException("a separator is empty");
        }
        List<String> pieces = new ArrayList<>();
        int from = 0;
        for (int at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, from)) {
            pieces.add(text.substring(from, at));
            from = at + separator.length();
        }
        pieces.add(text.substring(from));
        return pieces;
    }

    static String replace(String text, Given given) {
        String old = given.text(0, "old");
        String fresh = given.text(1, "new");
        long most = Values.integer(given.get(2, "count", -1L));
        if (most < 0 && (long) text.length() * Math.max(1, fresh.length()) < 1_000_000) {
            return text.replace(old, fresh);
        }
        List<String> pieces = pieces(text, old);
        long places = most < 0 ? pieces.size() - 1 : most;
        Values.limited(text);
        StringBuilder replaced = new StringBuilder(pieces.getFirst());
        for (int i = 1; i < pieces.size(); i++) {
            replaced.append(i <= places ? fresh : old).append(pieces.get(i));
        }
        return Values.limited(replaced.toString());
    }

    static String capitalize(String text) {
        return text.isEmpty() ? text
                : Character.toString(Character.toTitleCase(text.codePointAt(0)))
                        + text.substring(text.offsetByCodePoints(0, 1)).toLowerCase(Locale.ROOT);
    }

    static String title(String text) {
        StringBuilder title = new StringBuilder();
        boolean inside = false;
        for (int i = 0; i < text.length(); i++) {
            char sign = text.charAt(i);
            title.append(inside ? Character.toLowerCase(sign) : Character.toTitleCase(sign));
            inside = Character.isLetter(sign);
        }
        return title.toString();
    }
}
