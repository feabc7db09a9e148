package org.llmspace.pipeline.template;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Python's ways to lay text out: `%`, `format`, fields of a width, lines.
final class Formats {

    private static final int MAX_WIDTH = 100_000;
    private static final Pattern PERCENT = Pattern
            .compile("%(?:\\((\\w+)\\))?([-+ #0]*\\d{0,4}(?:\\.\\d{1,3})?)([sdirfeEgGxXo%])");
    private static final Pattern BRACES = Pattern.compile("\\{\\{|\\}\\}|\\{(\\w*)\\}");
    private static final Pattern LINE_END = Pattern.compile("\r\n|[\n\r\u000B\f\u001C-\u001E\u0085\u2028\u2029]");

    private Formats() {
    }

    /// `'%s is %d' % (a, b)`
    static String percent(String format, Object values) {
        List<Object> given = values instanceof Tuple tuple ? tuple : List.of(values);
        List<Object> left = new ArrayList<>(given);
        return PERCENT.matcher(format).replaceAll(place -> Matcher.quoteReplacement(place.group(3).equals("%") ? "%"
                : percent(place, place.group(1) == null ? next(left) : Values.item(values, place.group(1)))));
    }

    private static Object next(List<Object> left) {
        if (left.isEmpty()) {
            throw new TemplateException("a format has more places than there are values");
        }
        return left.removeFirst();
    }

    private static String percent(MatchResult place, Object value) {
        String flags = place.group(2);
        return switch (place.group(3)) {
            case "s" -> String.format(Locale.ROOT, "%" + flags.replace("0", "") + "s", Values.text(value));
            case "r" -> String.format(Locale.ROOT, "%" + flags.replace("0", "") + "s", Values.python(value));
            case "d", "i" -> String.format(Locale.ROOT, "%" + flags + "d", (long) Values.number(value));
            case "x", "X", "o" -> String.format(Locale.ROOT, "%" + flags + place.group(3), Values.integer(value));
            default -> String.format(Locale.ROOT, "%" + flags + place.group(3), Values.number(value));
        };
    }

    /// `'{} is {name}'.format(...)`, without descriptions behind a colon.
    static String braces(String format, Given given) {
        int[] next = { 0 };
        return BRACES.matcher(format).replaceAll(place -> Matcher.quoteReplacement(place.group(1) == null
                ? place.group().substring(1)
                : Values.text(place.group(1).isEmpty() ? given.get(next[0]++, "value") : named(place.group(1), given))));
    }

    private static Object named(String name, Given given) {
        return name.matches("\\d{1,4}") ? given.get(Integer.parseInt(name), name) : given.get(Integer.MAX_VALUE, name);
    }

    /// The text in a field, `share` of the blanks left of it.
    static String field(String text, Given given, double share) {
        long width = Math.clamp(Values.integer(given.get(0, "width", 80L)), 0, MAX_WIDTH);
        String fill = given.text(1, "fillchar", " ");
        int blanks = (int) Math.max(0, width - Values.length(text));
        int left = (int) (blanks * share);
        return fill.repeat(left) + text + fill.repeat(blanks - left);
    }

    /// Zeros behind the sign up to a width.
    static String zeros(String text, Given given) {
        String sign = text.startsWith("-") || text.startsWith("+") ? text.substring(0, 1) : "";
        long width = Math.clamp(Values.integer(given.get(0, "width")), 0, MAX_WIDTH);
        return sign + "0".repeat((int) Math.max(0, width - text.length())) + text.substring(sign.length());
    }

    static List<String> lines(String text) {
        List<String> lines = Arrays.asList(LINE_END.split(text, -1));
        return lines.getLast().isEmpty() ? lines.subList(0, lines.size() - 1) : lines;
    }

    static String indent(String text, Given given) {
        Object width = given.get(0, "width", 4L);
        String space = width instanceof String own ? own : " ".repeat(Math.clamp(Values.integer(width), 0, 1_000));
        boolean blank = Values.isTrue(given.get(2, "blank", false));
        StringBuilder indented = new StringBuilder(Values.isTrue(given.get(1, "first", false)) ? space : "");
        List<String> lines = lines(text + "\n");
        for (int i = 0; i < lines.size(); i++) {
            indented.append(i == 0 ? "" : "\n").append(i > 0 && (blank || !lines.get(i).isEmpty()) ? space : "")
                    .append(lines.get(i));
        }
        return Values.limited(indented.toString());
    }

    /// Cuts a text, at a blank where that is allowed.
    static String truncate(String text, Given given) {
        int length = Math.clamp(Values.integer(given.get(0, "length", 255L)), 0, MAX_WIDTH);
        String end = given.text(2, "end", "...");
        long leeway = Values.integer(given.get(3, "leeway", 5L));
        if (Values.length(text) <= length + leeway) {
            return text;
        }
        String kept = text.substring(0, text.offsetByCodePoints(0, Math.max(0, length - end.length())));
        boolean anywhere = Values.isTrue(given.get(1, "killwords", false)) || kept.indexOf(' ') < 0;
        return (anywhere ? kept : kept.substring(0, kept.lastIndexOf(' '))) + end;
    }
}
