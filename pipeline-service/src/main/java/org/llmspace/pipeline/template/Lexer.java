package org.llmspace.pipeline.template;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.llmspace.pipeline.template.Token.Kind;

/// Cuts a template into tokens. White space around tags goes as tokenizers set it: a newline after a tag, and the
/// indentation before one.
final class Lexer {

    private static final Pattern OPENING = Pattern.compile("\\{[{%#]");
    private static final Pattern END_RAW = Pattern.compile("\\{%([-+]?)\\s*endraw\\s*([-+]?)%\\}");
    private static final Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_]*");
    private static final Pattern NUMBER = Pattern.compile("\\d[\\d_]*(\\.\\d+)?([eE][+-]?\\d+)?");
    private static final Pattern STRING = Pattern.compile("(?s)'(?:[^'\\\\]|\\\\.)*+'|\"(?:[^\"\\\\]|\\\\.)*+\"");
    private static final Pattern OPERATOR = Pattern.compile("\\*\\*|//|==|!=|<=|>=|[-+*/%~<>=()\\[\\]{},.:|;]");
    private static final Pattern RAW = Pattern.compile("([-+]?)\\s*raw\\s*([-+]?)%\\}");

    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    private Lexer(String source) {
        this.source = source;
    }

    /// The last one is of kind [Kind#END].
    static List<Token> tokens(String template) {
        String source = template.replace("\r\n", "\n");
        Lexer lexer = new Lexer(source.endsWith("\n") ? source.substring(0, source.length() - 1) : source);
        lexer.read();
        return lexer.tokens;
    }

    private void read() {
        Matcher opening = OPENING.matcher(source);
        while (opening.find(at)) {
            int open = opening.start();
            char kind = source.charAt(open + 1);
            text(open, kind);
            at = open + 2;
            if (kind == '#') {
                comment(open);
            } else if (kind == '%' && RAW.matcher(source).region(at, source.length()).lookingAt()) {
                raw();
            } else {
                tag(open, kind == '{');
            }
        }
        add(Kind.TEXT, source.substring(at), at);
        add(Kind.END, "", source.length());
    }

    private void add(Kind kind, String text, int where) {
        if (kind != Kind.TEXT || !text.isEmpty()) {
            tokens.add(new Token(kind, text, where));
        }
    }

    private void text(int end, char kind) {
        char mark = end + 2 < source.length() ? source.charAt(end + 2) : ' ';
        String text = source.substring(at, end);
        if (mark == '-') {
            text = text.stripTrailing();
        } else if (kind != '{' && mark != '+') {
            int line = text.lastIndexOf('\n') + 1;
            boolean fromStart = line > 0 || at == 0 || source.charAt(at - 1) == '\n';
            text = fromStart && text.substring(line).isBlank() ? text.substring(0, line) : text;
        }
        add(Kind.TEXT, text, at);
    }

    private void comment(int open) {
        int end = source.indexOf("#}", at);
        if (end < 0) {
            throw problem("a comment has no end", open);
        }
        closed(end + 2, source.charAt(end - 1), true);
    }

    private void raw() {
        Matcher begin = RAW.matcher(source).region(at, source.length());
        Matcher end = END_RAW.matcher(source);
        if (!begin.lookingAt() || !end.find(begin.end())) {
            throw problem("raw has no endraw", at);
        }
        closed(begin.end(), mark(begin.group(2)), true);
        String text = source.substring(Math.min(at, end.start()), end.start());
        add(Kind.TEXT, end.group(1).equals("-") ? text.stripTrailing() : text, at);
        closed(end.end(), mark(end.group(2)), true);
    }

    private static char mark(String sign) {
        return sign.isEmpty() ? ' ' : sign.charAt(0);
    }

    /// @param mark the sign before the closing: `-` takes all white space that follows
    private void closed(int end, char mark, boolean isTag) {
        at = end;
        if (mark == '-') {
            while (at < source.length() && Character.isWhitespace(source.charAt(at))) {
                at++;
            }
        } else if (isTag && mark != '+' && source.startsWith("\n", at)) {
            at++;
        }
    }

    private void tag(int open, boolean output) {
        add(output ? Kind.OUTPUT : Kind.TAG, "", open);
        if (at < source.length() && "-+".indexOf(source.charAt(at)) >= 0) {
            at++;
        }
        String closing = output ? "}}" : "%}";
        int depth = 0;
        while (true) {
            while (at < source.length() && Character.isWhitespace(source.charAt(at))) {
                at++;
            }
            if (at >= source.length()) {
                throw problem("a tag has no end", open);
            }
            char sign = source.charAt(at);
            int skipped = sign == '-' || sign == '+' ? 1 : 0;
            if (depth == 0 && source.startsWith(closing, at + skipped)) {
                add(Kind.CLOSE, "", at);
                closed(at + skipped + 2, sign, !output);
                return;
            }
            depth += "([{".indexOf(sign) >= 0 ? 1 : ")]}".indexOf(sign) >= 0 ? -1 : 0;
            word();
        }
    }

    private void word() {
        if (take(STRING, Kind.STRING) || take(NAME, Kind.NAME) || takeNumber() || take(OPERATOR, Kind.OPERATOR)) {
            return;
        }
        throw problem("'%s' has no meaning".formatted(source.charAt(at)), at);
    }

    private boolean take(Pattern pattern, Kind kind) {
        Matcher matcher = pattern.matcher(source).region(at, source.length());
        if (!matcher.lookingAt()) {
            return false;
        }
        String text = matcher.group();
        add(kind, kind == Kind.STRING ? unescaped(text.substring(1, text.length() - 1)) : text, at);
        at = matcher.end();
        return true;
    }

    private boolean takeNumber() {
        Matcher number = NUMBER.matcher(source).region(at, source.length());
        return number.lookingAt()
                && take(NUMBER, number.group(1) == null && number.group(2) == null ? Kind.INTEGER : Kind.FLOAT);
    }

    private static String unescaped(String text) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char sign = text.charAt(i);
            if (sign != '\\' || i + 1 == text.length()) {
                plain.append(sign);
                continue;
            }
            char escape = text.charAt(++i);
            int digits = escape == 'u' ? 4 : escape == 'x' ? 2 : escape == 'U' ? 8 : 0;
            if (digits > 0 && text.substring(i + 1).matches("(?s)[0-9a-fA-F]{" + digits + "}.*")) {
                plain.appendCodePoint(Integer.parseInt(text, i + 1, i + 1 + digits, 16));
                i += digits;
            } else {
                plain.append(switch (escape) {
                    case 'n' -> "\n";
                    case 't' -> "\t";
                    case 'r' -> "\r";
                    case 'b' -> "\b";
                    case 'f' -> "\f";
                    case 'a' -> "\u0007";
                    case 'v' -> "\u000B";
                    case '\n' -> "";
                    case '\\', '\'', '"' -> String.valueOf(escape);
                    default -> "\\" + escape;
                });
            }
        }
        return plain.toString();
    }

    private TemplateException problem(String what, int where) {
        return new TemplateException("%s (line %d)".formatted(what, 1 + source.substring(0, where).lines().count()));
    }
}
