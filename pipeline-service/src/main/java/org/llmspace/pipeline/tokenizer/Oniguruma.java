package org.llmspace.pipeline.tokenizer;

import java.util.ArrayDeque;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Reads the regular expressions of tokenizer files, which are in Oniguruma's Ruby syntax, as Java's.
final class Oniguruma {

    // in Ruby ^ and $ are always those of a line, and only \n ends a line
    private static final int FLAGS = Pattern.MULTILINE | Pattern.UNIX_LINES | Pattern.UNICODE_CHARACTER_CLASS;
    // Oniguruma does not count the joiners as words but, outside of brackets, some of Latin-1
    private static final String LATIN_WORD = "\u00B2\u00B3\u00B9\u00BC-\u00BE";
    private static final String WORD = "[\\w" + LATIN_WORD + "&&[^\u200C\u200D]]";
    private static final String NO_WORD = "[\\W\u200C\u200D&&[^" + LATIN_WORD + "]]";
    private static final String WORD_IN_CLASS = "[\\w&&[^\u200C\u200D]]";
    private static final String NO_WORD_IN_CLASS = "[\\W\u200C\u200D]";
    private static final String BORDER = "(?:(?<=%1$s)(?!%1$s)|(?<!%1$s)(?=%1$s))".formatted(WORD);
    private static final String NO_BORDER = "(?:(?<=%1$s)(?=%1$s)|(?<!%1$s)(?!%1$s))".formatted(WORD);
    // matches nothing; without such a character behind it Java looks behind by halves of characters
    private static final String WHOLE_CHARACTERS = "(?:\uD800\uDC00){0}";
    private static final Map<String, String> LONG_NAMES = Map.ofEntries(Map.entry("letter", "L"),
            Map.entry("mark", "M"), Map.entry("number", "N"), Map.entry("punctuation", "P"), Map.entry("symbol", "S"),
            Map.entry("separator", "Z"), Map.entry("other", "C"), Map.entry("word", "IsWord"),
            Map.entry("alnum", "Alnum"), Map.entry("alpha", "Alpha"), Map.entry("blank", "Blank"),
            Map.entry("cntrl", "Cntrl"), Map.entry("digit", "Digit"), Map.entry("graph", "Graph"),
            Map.entry("lower", "Lower"), Map.entry("print", "Print"), Map.entry("punct", "Punct"),
            Map.entry("space", "Space"), Map.entry("upper", "Upper"), Map.entry("xdigit", "XDigit"));

    private final String source;
    private final StringBuilder java = new StringBuilder();
    private int at;
    private int classDepth;
    // where the last thing that can be repeated, and the groups around it, begin in the Java expression
    private int atom;
    private final ArrayDeque<Integer> groups = new ArrayDeque<>();

    private Oniguruma(String source) {
        this.source = source;
    }

    /// A `pattern` of the file: `{"String": ...}` or `{"Regex": ...}`.
    static Pattern read(Section section) {
        var pattern = section.object("pattern");
        if (pattern.has("String")) {
            return Pattern.compile(pattern.text("String"), Pattern.LITERAL);
        }
        try {
            return compile(pattern.text("Regex"));
        } catch (PatternSyntaxException e) {
            throw pattern.broken("the regular expression cannot be read (" + e.getDescription() + ")");
        }
    }

    static Pattern compile(String regex) {
        return Pattern.compile(new Oniguruma(regex).translate(), FLAGS);
    }

    private String translate() {
        while (at < source.length()) {
            char c = source.charAt(at);
            if (classDepth > 0) {
                inClass(c);
            } else if (c == '{' && isRepeat()) {
                repeat();
            } else {
                outside(c);
            }
        }
        return java + (java.indexOf("(?<") < 0 ? "" : WHOLE_CHARACTERS);
    }

    private void inClass(char c) {
        if (c == '\\' && at + 1 < source.length()) {
            escape();
        } else if (c == '[') {
            openClass();
        } else {
            classDepth -= c == ']' ? 1 : 0;
            copy(1);
        }
    }

    private void outside(char c) {
        if (c == ')' && !groups.isEmpty()) {
            atom = groups.pop();
            copy(1);
            return;
        }
        atom = "*+?".indexOf(c) >= 0 ? atom : java.length();
        if (c == '\\' && at + 1 < source.length()) {
            escape();
        } else if (c == '[') {
            openClass();
        } else if (source.startsWith("(?#", at)) {
            at = Math.max(at + 3, source.indexOf(')', at) + 1);
        } else if (c == '(') {
            groups.push(java.length());
            group();
        } else {
            java.append(c == '{' ? "\\" : "");
            copy(Character.charCount(source.codePointAt(at)));
        }
    }

    private void copy(int length) {
        java.append(source, at, at + length);
        at += length;
    }

    private void escape() {
        char kind = source.charAt(at + 1);
        if ((kind == 'p' || kind == 'P') && source.startsWith("{", at + 2) && source.indexOf('}', at) > 0) {
            property(kind);
        } else if (kind == 'h' || kind == 'H') {
            java.append(kind == 'h' ? "[0-9a-fA-F]" : "[^0-9a-fA-F]");
            at += 2;
        } else if (kind == 'w' || kind == 'W') {
            word(kind == 'W');
            at += 2;
        } else if ((kind == 'b' || kind == 'B') && classDepth == 0) {
            java.append(kind == 'b' ? BORDER : NO_BORDER);
            at += 2;
        } else if (kind == 'v') {
            java.append("\\x0B");
            at += 2;
        } else if (kind == 'x' && source.startsWith("{", at + 2) && source.indexOf('}', at) > 0) {
            copy(source.indexOf('}', at) + 1 - at);
        } else {
            copy(2);
        }
    }

    private void word(boolean negative) {
        boolean inClass = classDepth > 0;
        java.append(negative ? inClass ? NO_WORD_IN_CLASS : NO_WORD : inClass ? WORD_IN_CLASS : WORD);
    }

    private void property(char kind) {
        int close = source.indexOf('}', at);
        var name = source.substring(at + 3, close);
        boolean negated = name.startsWith("^");
        name = negated ? name.substring(1) : name;
        var key = name.replace("_", "").replace(" ", "").toLowerCase(Locale.ROOT);
        boolean negative = negated != (kind == 'P');
        if (key.equals("word")) {
            word(negative);
        } else {
            java.append(negative ? "\\P{" : "\\p{").append(javaName(name, key)).append('}');
        }
        at = close + 1;
    }

    // scripts and binary properties have the prefix Is in Java, general categories have none
    private static String javaName(String name, String key) {
        if (name.length() <= 2) {
            return name.equals("L&") ? "LC" : name;
        }
        return LONG_NAMES.getOrDefault(key, "Is" + name);
    }

    private void openClass() {
        if (classDepth > 0 && source.startsWith("[:", at) && source.indexOf(":]", at) > 0) {
            posixClass();
            return;
        }
        classDepth++;
        copy(source.startsWith("[^", at) ? 2 : 1);
        // a bracket that closes at once is a literal
        if (source.startsWith("]", at)) {
            java.append('\\');
            copy(1);
        }
    }

    private void posixClass() {
        int close = source.indexOf(":]", at);
        var name = source.substring(at + 2, close);
        boolean negative = name.startsWith("^");
        var key = negative ? name.substring(1) : name;
        if (key.equals("word")) {
            word(negative);
        } else {
            java.append(negative ? "[^" : "[").append(posixClass(key)).append(']');
        }
        at = close + 2;
    }

    private static String posixClass(String name) {
        return switch (name) {
            case "punct" -> "\\p{P}\\p{S}";
            case "xdigit" -> "0-9A-Fa-f";
            case "ascii" -> "\\p{ASCII}";
            default -> "\\p{" + LONG_NAMES.getOrDefault(name, name) + "}";
        };
    }

    /// Inline flags: Ruby's m is Java's s, and ignoring case means all of Unicode.
    private void group() {
        copy(source.startsWith("(?", at) ? 2 : 1);
        int start = at;
        while (at < source.length() && "imx-".indexOf(source.charAt(at)) >= 0) {
            at++;
        }
        boolean flags = at > start && at < source.length() && ":)".indexOf(source.charAt(at)) >= 0;
        if (flags) {
            java.append(source.substring(start, at).replace('m', 's').replace("i", "iu"));
        } else {
            at = start;
        }
    }

    /// A repeat in braces. In Ruby a plus behind it repeats it again, and so does `?` behind a single number.
    private void repeat() {
        int close = source.indexOf('}', at);
        var bounds = source.substring(at + 1, close);
        if (source.startsWith("+", close + 1) && bounds.matches("[01]?,.*|1")) {
            // the same without a group, which Java would enter once more for each time
            java.append(bounds.startsWith("1") ? '+' : '*');
            at = close + 2;
            return;
        }
        java.append('{').append(bounds.startsWith(",") ? "0" : "").append(bounds).append('}');
        at = close + 1;
        if (source.startsWith("+", at) || source.startsWith("?", at) && !bounds.contains(",")) {
            java.insert(atom, "(?:").append(')');
        }
    }

    // a brace that opens no repeat is a literal in Ruby
    private boolean isRepeat() {
        int close = source.indexOf('}', at);
        return close > 0 && source.substring(at + 1, close).matches("\\d+,?\\d*|,\\d+");
    }
}
