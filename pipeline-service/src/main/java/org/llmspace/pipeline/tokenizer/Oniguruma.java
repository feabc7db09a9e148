package org.llmspace.pipeline.tokenizer;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Reads the regular expressions of tokenizer files, which are in Oniguruma's Ruby syntax, as Java's.
final class Oniguruma {

    // in Ruby ^ and $ are always those of a line, and only \n ends a line
    private static final int FLAGS = Pattern.MULTILINE | Pattern.UNIX_LINES | Pattern.UNICODE_CHARACTER_CLASS;
    // Oniguruma counts some of Latin-1 as words, and does not count the joiners
    private static final String WORD = "[\\w\u00B2\u00B3\u00B9\u00BC-\u00BE&&[^\u200C\u200D]]";
    private static final String NO_WORD = "[^\\w\u00B2\u00B3\u00B9\u00BC-\u00BE[\u200C\u200D]]";
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
            if (c == '\\' && at + 1 < source.length()) {
                escape();
            } else if (c == '[') {
                openClass();
            } else if (c == ']' && classDepth > 0) {
                classDepth--;
                copy(1);
            } else if (classDepth == 0 && source.startsWith("(?", at)) {
                group();
            } else if (classDepth == 0 && c == '{' && !isRepeat()) {
                java.append('\\');
                copy(1);
            } else {
                copy(1);
            }
        }
        return java.toString();
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
            java.append(kind == 'w' ? WORD : NO_WORD);
            at += 2;
        } else {
            copy(2);
        }
    }

    private void property(char kind) {
        int close = source.indexOf('}', at);
        var name = source.substring(at + 3, close);
        boolean negated = name.startsWith("^");
        name = negated ? name.substring(1) : name;
        var key = name.replace("_", "").replace(" ", "").toLowerCase(Locale.ROOT);
        boolean negative = negated != (kind == 'P');
        if (key.equals("word")) {
            java.append(negative ? NO_WORD : WORD);
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
            java.append(negative ? NO_WORD : WORD);
        } else {
            java.append(negative ? "\\P{" : "\\p{").append(LONG_NAMES.getOrDefault(key, key)).append('}');
        }
        at = close + 2;
    }

    /// Inline flags: Ruby's m is Java's s, and ignoring case means all of Unicode.
    private void group() {
        copy(2);
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

    // a brace that opens no repeat is a literal in Ruby
    private boolean isRepeat() {
        int close = source.indexOf('}', at);
        return close > 0 && source.substring(at + 1, close).matches("\\d+,?\\d*|,\\d+");
    }
}
