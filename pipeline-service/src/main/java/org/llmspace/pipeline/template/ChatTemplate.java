package org.llmspace.pipeline.template;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

/// A tokenizer's chat template, which makes a conversation the text that the model was trained on. Templates come with
/// models from anywhere, so they reach nothing but what they are given, and end.
public final class ChatTemplate {

    private static final int MAX_RANGE = 100_000;

    private final List<Statement> statements;

    private ChatTemplate(List<Statement> statements) {
        this.statements = statements;
    }

    /// @throws TemplateException if it is no template
    public static ChatTemplate parse(String template) {
        try {
            return new ChatTemplate(Parser.parse(template));
        } catch (StackOverflowError e) {
            throw new TemplateException("the template is nested too deeply");
        }
    }

    /// The text of a conversation.
    ///
    /// @param values what the template may name: `messages`, `tools`, `add_generation_prompt`, `bos_token` and so on
    /// @throws TemplateException if the template refuses them
    public String render(Map<String, JsonNode> values) {
        Scope globals = new Scope(null);
        globals.set("raise_exception", (Function) given -> {
            throw new TemplateException(given.text(0, "message"));
        });
        globals.set("strftime_now", (Function) given -> date(given.text(0, "format")));
        globals.set("range", (Function) ChatTemplate::range);
        globals.set("namespace", (Function) given -> new Namespace(members(given)));
        globals.set("dict", (Function) ChatTemplate::members);
        values.forEach((name, value) -> globals.set(name, Values.of(value)));
        try {
            return new Interpreter().run(statements, new Scope(globals));
        } catch (ArithmeticException e) {
            throw new TemplateException("a number gets too large");
        } catch (StackOverflowError e) {
            throw new TemplateException("a macro calls itself too often");
        }
    }

    private static Map<String, Object> members(Given given) {
        Map<String, Object> members = new LinkedHashMap<>();
        if (!given.positional().isEmpty() && given.positional().getFirst() instanceof Map<?, ?> first) {
            first.forEach((name, value) -> members.put(Values.text(name), value));
        } else if (!given.positional().isEmpty()) {
            Values.items(given.positional().getFirst())
                    .forEach(pair -> members.put(Values.text(Values.item(pair, 0L)), Values.item(pair, 1L)));
        }
        members.putAll(given.named());
        return members;
    }

    private static List<Object> range(Given given) {
        long first = Values.integer(given.get(0, "start"));
        boolean onlyEnd = given.positional().size() < 2;
        long from = onlyEnd ? 0 : first;
        long to = onlyEnd ? first : Values.integer(given.get(1, "stop"));
        long step = Values.integer(given.get(2, "step", 1L));
        if (step == 0 || Math.abs((to - from) / step) > MAX_RANGE) {
            throw new TemplateException("a range has more than %d numbers".formatted(MAX_RANGE));
        }
        List<Object> numbers = new ArrayList<>();
        for (long number = from; step > 0 ? number < to : number > to; number += step) {
            numbers.add(number);
        }
        return numbers;
    }

    /// Now, in the format of C's `strftime`; `%-d` leaves leading zeros out.
    private static String date(String format) {
        LocalDateTime now = LocalDateTime.now(ZoneId.systemDefault());
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < format.length(); i++) {
            boolean code = format.charAt(i) == '%' && i + 1 < format.length();
            boolean bare = code && format.startsWith("-", i + 1) && i + 2 < format.length();
            i += bare ? 2 : code ? 1 : 0;
            String part = code ? part(now, format.charAt(i)) : String.valueOf(format.charAt(i));
            text.append(bare ? part.replaceFirst("^0+(?=.)", "") : part);
        }
        return text.toString();
    }

    private static String part(LocalDateTime now, char code) {
        String pattern = switch (code) {
            case 'Y' -> "yyyy";
            case 'y' -> "yy";
            case 'm' -> "MM";
            case 'd' -> "dd";
            case 'B' -> "MMMM";
            case 'b', 'h' -> "MMM";
            case 'A' -> "EEEE";
            case 'a' -> "EEE";
            case 'H' -> "HH";
            case 'I' -> "hh";
            case 'M' -> "mm";
            case 'S' -> "ss";
            case 'p' -> "a";
            case 'j' -> "DDD";
            case 'F' -> "yyyy-MM-dd";
            case 'T' -> "HH:mm:ss";
            case 'D' -> "MM/dd/yy";
            case 'R' -> "HH:mm";
            case 'e' -> "ppd";
            case 'f' -> "SSSSSS";
            default -> "";
        };
        return pattern.isEmpty() ? code == '%' ? "%" : "%" + code
                : now.format(DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH));
    }
}
