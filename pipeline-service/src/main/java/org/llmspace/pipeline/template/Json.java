package org.llmspace.pipeline.template;

import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;

/// Values as JSON, laid out as Python's `json.dumps` does.
record Json(boolean ascii, int indent, String comma, String colon, boolean sorted) {

    /// @param given `ensure_ascii`, `indent`, `separators` and `sort_keys`, as tokenizers' `tojson` takes them
    static String write(Object value, Given given) {
        Object indent = given.get(1, "indent", Nothing.NONE);
        int spaces = indent instanceof Long number ? Math.clamp(number, 0, 100) : -1;
        Object separators = given.get(2, "separators", Nothing.NONE);
        boolean own = separators != Nothing.NONE;
        var json = new Json(Values.isTrue(given.get(0, "ensure_ascii", false)), spaces,
                own ? Values.text(Values.item(separators, 0L)) : spaces < 0 ? ", " : ",",
                own ? Values.text(Values.item(separators, 1L)) : ": ", Values.isTrue(given.get(3, "sort_keys", false)));
        StringBuilder text = new StringBuilder();
        json.write(value, text, 0);
        return Values.limited(text.toString());
    }

    private void write(Object value, StringBuilder out, int depth) {
        switch (value) {
            case String text -> quote(text, out);
            case Boolean bool -> out.append(bool);
            case Number number -> out.append(Values.number(number));
            case Nothing nothing when nothing == Nothing.NONE -> out.append("null");
            case Collection<?> items -> {
                out.append('[');
                write(items.iterator(), out, depth, item -> write(item, out, depth + 1));
                out.append(']');
            }
            case Map<?, ?> map -> {
                out.append('{');
                Map<?, ?> ordered = sorted ? new TreeMap<>(map) : map;
                write(ordered.entrySet().iterator(), out, depth, entry -> {
                    quote(key(entry.getKey()), out);
                    out.append(colon);
                    write(entry.getValue(), out, depth + 1);
                });
                out.append('}');
            }
            case Namespace(var values) -> write(values, out, depth);
            default -> throw new TemplateException("%s is no JSON".formatted(Values.python(value)));
        }
    }

    private String key(Object key) {
        return key instanceof String text ? text : write(key, Given.NONE);
    }

    private <T> void write(Iterator<T> items, StringBuilder out, int depth, java.util.function.Consumer<T> one) {
        boolean any = items.hasNext();
        while (items.hasNext()) {
            line(out, depth + 1);
            one.accept(items.next());
            out.append(items.hasNext() ? comma : "");
        }
        if (any) {
            line(out, depth);
        }
    }

    private void line(StringBuilder out, int depth) {
        if (indent >= 0) {
            out.append('\n').repeat(' ', indent * depth);
        }
    }

    private void quote(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char sign = text.charAt(i);
            switch (sign) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> out.append(sign < ' ' || ascii && sign > '~' ? "\\u%04x".formatted((int) sign)
                        : String.valueOf(sign));
            }
        }
        out.append('"');
    }
}
