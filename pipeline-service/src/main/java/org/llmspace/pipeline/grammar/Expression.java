package org.llmspace.pipeline.grammar;

import java.util.ArrayList;
import java.util.List;

/// Reads a regular expression: characters, classes, groups, choices and repetitions, as they are common to Java, Python
/// and JavaScript. What looks around or back is refused.
final class Expression {

    private static final int MOST_TIMES = 10_000;
    private static final int LONGEST = 20_000;
    private static final int DEEPEST = 100;
    private static final Chars DIGITS = Chars.of('0', '9');
    private static final Chars WORD = DIGITS.or(Chars.of('a', 'z')).or(Chars.of('A', 'Z')).or(Chars.of("_"));
    // for any of the three languages
    private static final Chars LINE_ENDS = Chars.of("\n\r\u0085\u2028\u2029");
    private static final Chars SPACE = Chars.of(" \t\n\r\f\u000b");

    private final String expression;
    private final Chars allowed;
    private int at;
    private int depth;

    /// @param allowed characters that are none of these never come
    Expression(String expression, Chars allowed) {
        this.expression = expression;
        this.allowed = allowed;
    }

    Rule rule() {
        if (expression.length() > LONGEST) {
            throw broken("it has %d characters, and %d are allowed".formatted(expression.length(), LONGEST));
        }
        if (peek('^')) {
            at++;
        }
        Rule rule = choice();
        if (at < expression.length()) {
            throw broken("')' has no '('");
        }
        return rule;
    }

    private Rule choice() {
        List<Rule> parts = new ArrayList<>(List.of(sequence()));
        while (peek('|')) {
            at++;
            parts.add(sequence());
        }
        return parts.size() == 1 ? parts.getFirst() : new Rule.Choice(parts);
    }

    private Rule sequence() {
        List<Rule> parts = new ArrayList<>();
        while (at < expression.length() && !peek('|') && !peek(')')) {
            if (peek('$') && at == expression.length() - 1) {
                at++;
            } else {
                parts.add(repeated(part()));
            }
        }
        return new Rule.Sequence(parts);
    }

    private Rule repeated(Rule part) {
        Rule result = part;
        while (at < expression.length() && "*+?{".indexOf(expression.charAt(at)) >= 0) {
            result = switch (take()) {
                case '*' -> Rule.any(result);
                case '+' -> new Rule.Repeat(result, 1, Rule.Repeat.ENDLESS);
                case '?' -> Rule.maybe(result);
                default -> times(result);
            };
            if (peek('?')) {
                at++; // how greedy it is changes nothing about which texts match
            }
        }
        return result;
    }

    private Rule times(Rule part) {
        int end = expression.indexOf('}', at);
        String inside = end < 0 ? "" : expression.substring(at, end);
        if (!inside.matches("\\d{1,5}(,(\\d{1,5})?)?")) {
            throw broken("'{' begins no number of times, such as {2} or {1,3}; write \\{ for the character");
        }
        at = end + 1;
        String[] numbers = inside.split(",", -1);
        int least = Integer.parseInt(numbers[0]);
        int most = numbers.length == 1 ? least : numbers[1].isEmpty() ? Rule.Repeat.ENDLESS : Integer.parseInt(numbers[1]);
        if (most < least || least > MOST_TIMES || most > MOST_TIMES && most < Rule.Repeat.ENDLESS) {
            throw broken("'{%s}' is no number of times; use at most %d".formatted(inside, MOST_TIMES));
        }
        return new Rule.Repeat(part, least, most);
    }

    private Rule part() {
        int c = take();
        return switch (c) {
            case '(' -> group();
            case '[' -> one(characterClass());
            case '.' -> one(LINE_ENDS.not());
            case '\\' -> one(escape());
            case '*', '+', '?', '{' -> throw broken("'%c' has nothing to repeat".formatted(c));
            case '^', '$' -> throw broken("'%c' may stand at the beginning or the end only".formatted(c));
            default -> one(Chars.of(c, c));
        };
    }

    private Rule one(Chars chars) {
        return new Rule.One(chars.and(allowed));
    }

    private Rule group() {
        if (peek('?')) {
            int name = expression.startsWith("?P<", at) ? at + 3 : expression.startsWith("?<", at) ? at + 2 : -1;
            if (expression.startsWith("?:", at)) {
                at += 2;
            } else if (name > 0 && name < expression.length() && Character.isLetter(expression.charAt(name))
                    && expression.indexOf('>', name) > 0) {
                at = expression.indexOf('>', name) + 1;
            } else {
                throw broken("looking around and flags are not offered");
            }
        }
        if (++depth > DEEPEST) {
            throw broken("it has more than %d groups in each other".formatted(DEEPEST));
        }
        Rule inside = choice();
        depth--;
        if (!peek(')')) {
            throw broken("'(' has no ')'");
        }
        at++;
        return inside;
    }

    private Chars characterClass() {
        boolean others = peek('^');
        at += others ? 1 : 0;
        Chars chars = new Chars(List.of());
        boolean first = true;
        while (first || !peek(']')) {
            first = false;
            chars = chars.or(range());
        }
        at++;
        return others ? chars.not() : chars;
    }

    private Chars range() {
        Chars from = inClass();
        if (!peek('-') || at + 1 >= expression.length() || expression.charAt(at + 1) == ']') {
            return from;
        }
        at++;
        Chars to = inClass();
        int first = from.ranges().getFirst().from();
        int last = to.ranges().getLast().to();
        if (!from.equals(Chars.of(first, first)) || !to.equals(Chars.of(last, last)) || last < first) {
            throw broken("'-' is no range of characters; write \\- for the character");
        }
        return Chars.of(first, last);
    }

    private Chars inClass() {
        int c = take();
        return c == '\\' ? escape() : Chars.of(c, c);
    }

    private Chars escape() {
        int c = take();
        return switch (c) {
            case 'd' -> DIGITS;
            case 'D' -> DIGITS.not();
            case 'w' -> WORD;
            case 'W' -> WORD.not();
            case 's' -> SPACE;
            case 'S' -> SPACE.not();
            case 'n' -> Chars.of("\n");
            case 'r' -> Chars.of("\r");
            case 't' -> Chars.of("\t");
            case 'f' -> Chars.of("\f");
            case 'v' -> Chars.of("\u000b");
            case 'x' -> hex(2);
            case 'u' -> hex(4);
            default -> itself(c);
        };
    }

    private Chars itself(int c) {
        if (Character.isLetterOrDigit(c)) {
            throw broken("'\\%c' is not offered".formatted(c));
        }
        return Chars.of(c, c);
    }

    private Chars hex(int digits) {
        String number = expression.substring(at, Math.min(at + digits, expression.length()));
        if (!number.matches("[0-9a-fA-F]{%d}".formatted(digits))) {
            throw broken("'%s' is no character's number in hexadecimal digits".formatted(number));
        }
        at += digits;
        int c = Integer.parseInt(number, 16);
        return Chars.of(c, c);
    }

    private boolean peek(char c) {
        return at < expression.length() && expression.charAt(at) == c;
    }

    private int take() {
        if (at >= expression.length()) {
            throw broken("it ends too early");
        }
        int c = expression.codePointAt(at);
        at += Character.charCount(c);
        return c;
    }

    private GrammarException broken(String why) {
        return new GrammarException("The regular expression cannot be used, at character %d: %s".formatted(at, why));
    }
}
