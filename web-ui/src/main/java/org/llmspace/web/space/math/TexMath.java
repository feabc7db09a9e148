package org.llmspace.web.space.math;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Writes a formula in TeX as MathML. What it does not know is shown as it was written.
public final class TexMath {

    private static final int DEEPEST = 40;
    private static final String OPERATOR_SIGNS = "+-*/=<>()[]|,;:!?~'.";
    private static final Set<String> FRACTIONS = Set.of("frac", "dfrac", "tfrac", "cfrac");
    private static final Set<String> TEXTS = Set.of("text", "textrm", "textbf", "textit", "mbox", "mathrm", "operatorname");
    private static final Set<String> IGNORED = Set.of("limits", "nolimits", "displaystyle", "textstyle", "big", "Big",
            "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr", "nonumber", "mathit", "mathsf", "boldsymbol");

    private final String tex;
    private final boolean display;
    private int at;
    private int depth;

    private TexMath(String tex, boolean display) {
        this.tex = tex;
        this.display = display;
    }

    /// @param display whether the formula stands on a line of its own
    public static String mathml(String tex, boolean display) {
        String formula = new TexMath(tex.strip(), display).row("");
        return "<math%s><mrow>%s</mrow></math>".formatted(display ? " display=\"block\" tabindex=\"0\"" : "", formula);
    }

    /// Everything up to a closing sign, which is left where it is.
    private String row(String end) {
        StringBuilder row = new StringBuilder();
        while (at < tex.length() && !closes(end)) {
            int before = at;
            row.append(scripted());
            if (at == before) {
                at++; // a closing sign that nothing has opened
            }
        }
        return row.toString();
    }

    private boolean closes(String end) {
        char c = tex.charAt(at);
        return c == '}' || end.length() == 1 && c == end.charAt(0)
                || !end.isEmpty() && (c == '&' || tex.startsWith("\\\\", at) || tex.startsWith("\\right", at)
                        && !tex.startsWith("\\rightarrow", at) || tex.startsWith("\\end", at));
    }

    /// A thing with what stands below and above it.
    private String scripted() {
        skipSpaces();
        if (at >= tex.length()) {
            return "";
        }
        boolean limits = display && limitsAt();
        String base = atom();
        String below = "";
        String above = "";
        while (true) {
            skipSpaces();
            if (at < tex.length() && tex.charAt(at) == '_' && below.isEmpty()) {
                at++;
                below = argument();
            } else if (at < tex.length() && tex.charAt(at) == '^' && above.isEmpty()) {
                at++;
                above = argument();
            } else if (at < tex.length() && tex.charAt(at) == '\'' && above.isEmpty()) {
                above = primes();
            } else {
                return placed(base, below, above, limits);
            }
        }
    }

    private static String placed(String base, String below, String above, boolean limits) {
        String thing = base.isEmpty() ? "<mrow></mrow>" : base;
        if (!below.isEmpty() && !above.isEmpty()) {
            return element(limits ? "munderover" : "msubsup", thing + below + above);
        }
        if (!below.isEmpty()) {
            return element(limits ? "munder" : "msub", thing + below);
        }
        return above.isEmpty() ? base : element(limits ? "mover" : "msup", thing + above);
    }

    private boolean limitsAt() {
        int end = at + 1;
        while (end < tex.length() && Character.isLetter(tex.charAt(end))) {
            end++;
        }
        String name = tex.charAt(at) == '\\' ? tex.substring(at + 1, end) : "";
        return Symbols.LIMITS.contains(name) || Symbols.LARGE.containsKey(name) && !name.endsWith("int");
    }

    private String primes() {
        int from = at;
        while (at < tex.length() && tex.charAt(at) == '\'') {
            at++;
        }
        return element("mo", "′".repeat(at - from));
    }

    private String atom() {
        char c = tex.charAt(at);
        if (c == '{') {
            return argument();
        }
        if (c == '\\') {
            return command();
        }
        if (c == '}' || c == '&' || c == '_' || c == '^') {
            return "";
        }
        if (Character.isDigit(c)) {
            return number();
        }
        at++;
        if (Character.isHighSurrogate(c) && at < tex.length()) {
            return element("mi", "" + c + tex.charAt(at++));
        }
        return OPERATOR_SIGNS.indexOf(c) >= 0 ? element("mo", c == '-' ? "−" : escaped("" + c))
                : element("mi", escaped("" + c));
    }

    private String number() {
        int from = at;
        while (at < tex.length() && (Character.isDigit(tex.charAt(at))
                || tex.charAt(at) == '.' && at + 1 < tex.length() && Character.isDigit(tex.charAt(at + 1)))) {
            at++;
        }
        return element("mn", tex.substring(from, at));
    }

    /// A group in braces, or the next thing.
    private String argument() {
        skipSpaces();
        if (at >= tex.length()) {
            return "<mrow></mrow>";
        }
        if (++depth > DEEPEST) {
            String rest = escaped(tex.substring(at));
            at = tex.length();
            return element("mtext", rest);
        }
        String inner;
        if (tex.charAt(at) == '{') {
            at++;
            inner = element("mrow", row(""));
            take('}');
        } else {
            inner = atom();
        }
        depth--;
        return inner.isEmpty() ? "<mrow></mrow>" : inner;
    }

    private String command() {
        int from = ++at;
        while (at < tex.length() && Character.isLetter(tex.charAt(at))) {
            at++;
        }
        if (at == from && at < tex.length()) {
            at++;
        }
        String name = tex.substring(from, at);
        if (FRACTIONS.contains(name)) {
            return element("mfrac", argument() + argument());
        }
        if (TEXTS.contains(name)) {
            return element("mtext", escaped(raw()));
        }
        if (Symbols.ACCENTS.containsKey(name)) {
            return "<mover accent=\"true\">%s<mo>%s</mo></mover>".formatted(argument(), Symbols.ACCENTS.get(name));
        }
        return symbol(name);
    }

    private String symbol(String name) {
        if (Symbols.LETTERS.containsKey(name)) {
            return element("mi", Symbols.LETTERS.get(name));
        }
        if (Symbols.OPERATORS.containsKey(name)) {
            return element("mo", escaped(Symbols.OPERATORS.get(name)));
        }
        if (Symbols.LARGE.containsKey(name)) {
            return element("mo", Symbols.LARGE.get(name));
        }
        if (Symbols.FUNCTIONS.contains(name) || Symbols.LIMITS.contains(name)) {
            return element("mi", name) + "<mspace width=\"0.17em\"></mspace>";
        }
        if (Symbols.SPACES.containsKey(name)) {
            return "<mspace width=\"%sem\"></mspace>".formatted(Symbols.SPACES.get(name));
        }
        return IGNORED.contains(name) ? "" : structure(name);
    }

    private String structure(String name) {
        return switch (name) {
            case "sqrt" -> root();
            case "binom" -> "<mrow><mo>(</mo><mfrac linethickness=\"0\">%s%s</mfrac><mo>)</mo></mrow>".formatted(argument(),
                    argument());
            case "left" -> fenced();
            case "begin" -> environment();
            case "mathbf", "bm" -> styled("bold");
            case "mathbb" -> styled("double-struck");
            case "mathcal", "mathscr" -> styled("script");
            case "underline" -> "<munder>%s<mo>_</mo></munder>".formatted(argument());
            case "underbrace" -> "<munder>%s<mo>⏟</mo></munder>".formatted(argument());
            case "not" -> element("mo", "¬");
            case "pmod" -> "<mo>(</mo><mi>mod</mi><mspace width=\"0.3em\"></mspace>%s<mo>)</mo>".formatted(argument());
            case "{", "}", "%", "$", "#", "_", "&" -> element("mo", escaped(name));
            case "|" -> element("mo", "‖");
            case " ", "\\" -> "<mspace width=\"0.3em\"></mspace>";
            default -> element("mtext", escaped("\\" + name));
        };
    }

    private String root() {
        skipSpaces();
        if (at < tex.length() && tex.charAt(at) == '[') {
            at++;
            String degree = element("mrow", row("]"));
            take(']');
            return element("mroot", argument() + degree);
        }
        return element("msqrt", argument());
    }

    private String fenced() {
        String open = fence();
        String inner = row("\\");
        if (!tex.startsWith("\\right", at)) {
            return element("mrow", open + inner);
        }
        at += "\\right".length();
        return element("mrow", open + inner + fence());
    }

    /// A sign that grows with what it encloses; a point is none.
    private String fence() {
        skipSpaces();
        if (at >= tex.length()) {
            return "";
        }
        if (tex.charAt(at) == '.') {
            at++;
            return "";
        }
        return atom();
    }

    /// Rows and columns.
    private String environment() {
        String kind = raw();
        if (kind.equals("array")) {
            raw();
        }
        List<String> rows = new ArrayList<>();
        StringBuilder cells = new StringBuilder();
        while (at < tex.length() && !tex.startsWith("\\end", at)) {
            int before = at;
            cells.append(element("mtd", row("\\")));
            if (tex.startsWith("\\\\", at)) {
                at += 2;
                rows.add(element("mtr", cells.toString()));
                cells.setLength(0);
            } else if (!take('&') && at == before) {
                at++;
            }
        }
        if (!cells.isEmpty()) {
            rows.add(element("mtr", cells.toString()));
        }
        if (tex.startsWith("\\end", at)) {
            at += "\\end".length();
            raw();
        }
        return enclosed(kind, element("mtable", String.join("", rows)));
    }

    private static String enclosed(String kind, String table) {
        return switch (kind) {
            case "pmatrix" -> "<mrow><mo>(</mo>" + table + "<mo>)</mo></mrow>";
            case "bmatrix" -> "<mrow><mo>[</mo>" + table + "<mo>]</mo></mrow>";
            case "vmatrix" -> "<mrow><mo>|</mo>" + table + "<mo>|</mo></mrow>";
            case "cases" -> "<mrow><mo>{</mo>" + table + "</mrow>";
            default -> table;
        };
    }

    private String styled(String variant) {
        String letters = raw();
        StringBuilder styled = new StringBuilder();
        letters.codePoints().forEach(letter -> styled.appendCodePoint(Alphabets.styled(letter, variant)));
        return element("mi", escaped(styled.toString()));
    }

    /// What stands in braces, as it is.
    private String raw() {
        skipSpaces();
        if (at < tex.length() && tex.charAt(at) == '{') {
            int open = 1;
            int from = ++at;
            while (at < tex.length() && open > 0) {
                open += tex.charAt(at) == '{' ? 1 : tex.charAt(at) == '}' ? -1 : 0;
                at++;
            }
            return tex.substring(from, open == 0 ? at - 1 : at);
        }
        return at < tex.length() ? tex.substring(at, ++at) : "";
    }

    private boolean take(char c) {
        boolean there = at < tex.length() && tex.charAt(at) == c;
        at += there ? 1 : 0;
        return there;
    }

    private void skipSpaces() {
        while (at < tex.length() && Character.isWhitespace(tex.charAt(at))) {
            at++;
        }
    }

    private static String element(String name, String inner) {
        return "<" + name + ">" + inner + "</" + name + ">";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
