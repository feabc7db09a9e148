package org.llmspace.pipeline.template;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Arithmetic, as Python does it.
final class Operators {

    private Operators() {
    }

    static Object apply(String operator, Object left, Object right) {
        return switch (operator) {
            case "~" -> Values.limited(Values.text(left) + Values.text(right));
            case "+" -> add(left, right);
            case "*" -> multiply(left, right);
            case "/" -> Values.number(left) / divisor(right);
            case "-" -> whole(left, right) ? (Object) Math.subtractExact(Values.integer(left), Values.integer(right))
                    : (Object) (Values.number(left) - Values.number(right));
            case "//" -> whole(left, right) ? (Object) Math.floorDiv(Values.integer(left), (long) divisor(right))
                    : (Object) Math.floor(Values.number(left) / divisor(right));
            case "%" -> left instanceof String text ? Formats.percent(text, right) : rest(left, right);
            case "**" -> power(left, right);
            default -> throw new IllegalStateException(operator);
        };
    }

    private static Object rest(Object left, Object right) {
        return whole(left, right) ? (Object) Math.floorMod(Values.integer(left), (long) divisor(right))
                : (Object) (Values.number(left) - divisor(right) * Math.floor(Values.number(left) / divisor(right)));
    }

    private static Object power(Object left, Object right) {
        double power = Math.pow(Values.number(left), Values.number(right));
        boolean isWhole = whole(left, right) && Values.number(right) >= 0 && Math.abs(power) < 1L << 53;
        return isWhole ? (Object) (long) power : (Object) power;
    }

    static Object negative(Object value) {
        return value instanceof Double number ? (Object) (-number) : (Object) Math.negateExact(Values.integer(value));
    }

    private static Object add(Object left, Object right) {
        if (left instanceof String a && right instanceof String b) {
            return Values.limited(a + b);
        }
        if (left instanceof List<?> a && right instanceof List<?> b) {
            List<Object> both = new ArrayList<>(a);
            both.addAll(b);
            return both;
        }
        if (!Values.isNumber(left) || !Values.isNumber(right)) {
            throw new TemplateException("%s and %s cannot be added".formatted(Values.python(left), Values.python(right)));
        }
        return whole(left, right) ? (Object) Math.addExact(Values.integer(left), Values.integer(right))
                : (Object) (Values.number(left) + Values.number(right));
    }

    private static Object multiply(Object left, Object right) {
        if (left instanceof String text) {
            long times = Math.clamp(Values.integer(right), 0, Integer.MAX_VALUE);
            if (times * text.length() > 1_000_000) {
                throw new TemplateException("a text would be repeated %d times".formatted(times));
            }
            return text.repeat((int) times);
        }
        if (left instanceof List<?> list && right instanceof Long times) {
            if (times * list.size() > 100_000) {
                throw new TemplateException("a list would be repeated %d times".formatted(times));
            }
            return Collections.nCopies((int) Math.max(0, times), list).stream().<Object> flatMap(List::stream).toList();
        }
        if (right instanceof String || right instanceof List) {
            return multiply(right, left);
        }
        return whole(left, right) ? (Object) Math.multiplyExact(Values.integer(left), Values.integer(right))
                : (Object) (Values.number(left) * Values.number(right));
    }

    private static boolean whole(Object left, Object right) {
        return !(left instanceof Double) && !(right instanceof Double);
    }

    private static double divisor(Object value) {
        double number = Values.number(value);
        if (number == 0) {
            throw new TemplateException("division by zero");
        }
        return number;
    }
}
