package org.llmspace.chat.provider;

import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.llmspace.chat.retrieval.PastedShots;
import org.llmspace.contracts.chat.ChatMessage;
import org.llmspace.contracts.chat.Role;
import org.llmspace.contracts.chat.ToolCall;
import org.llmspace.contracts.kafka.EventCodec;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// Which questions the guide hands to a tool, told by their words.
final class GuideIntents {

    private static final String CALCULATOR = "calculator";
    private static final String CLOCK = "date_and_time";
    private static final String PAGE = "read_web_page";
    private static final String CLASSIFY_TOOL = "classify";

    private static final Pattern POLITE = Pattern.compile("(?i)^\\W*(?:(?:please|can you|could you|would you|hey|now)[ ,]+)+");
    private static final Pattern PLEASE = Pattern.compile("(?i)[ ,]+(?:please|pls|plz|thanks|thank you)(\\W*)$");
    private static final Pattern ARITHMETIC = Pattern.compile(
            "(?i)^\\W*?(?:(?:what(?:['’]?s| is| are| does| do)|how much (?:is|are|does)|calculate|compute|solve|evaluate|work out|find"
                    + "|what (?:do|will|would) (?:i|you|we) get (?:if|when) (?:i|you|we)|if (?:i|you|we)) )?((?:[-(]*\\s*(?:\\d[\\d.,_]*%?|sqrt\\(|abs\\(|round\\())"
                    + "(?:[\\d.,_\\s+*/^%()×·÷−-]|\\bof\\b|\\bsqrt\\b)*)(?:,? (?:what|how much)(?: do| will| would|'s| is)? (?:i|you|we|it|that)(?: get| have| pay)?(?: left)?|,? (?:equals?|makes?))?\\s*=?\\s*\\??$");
    private static final Pattern OPERATOR = Pattern.compile("\\d\\s*%?\\s*(?:[+*/^×·÷−-]|%|of\\b)|sqrt|abs|round");
    private static final Pattern TODAY = Pattern.compile(
            "(?i)^\\W*(what(?:'s| is)?|tell me|which) .{0,12}\\b(date|time|day|weekday|year|month)\\b( is it| is| are we in| do we have)?( today| now| right now| it is)?\\W*$");
    private static final Pattern TIME_IN = Pattern
            .compile(
                    "(?i)^\\W*(?:what(?:'s| is)? )?(?:the )?(?:current )?(?:time|date)(?: is it)?(?: now)? in ([\\p{L} ]+?)(?: now)?\\W*$");
    private static final Pattern DAYS_UNTIL = Pattern
            .compile("(?i)^\\W*how many days (?:is it |are there )?(?:left )?(?:until|till|til|to|before) (.{3,30}?)\\W*$");
    private static final Pattern WEEKDAY = Pattern
            .compile(
                    "(?i)^\\W*(?:(?:what|which) (?:week ?day|day)(?: of the week)? (?:is|was|will)(?: it)?(?: be)?(?: on)?"
                            + "|what(?:'s| is| was) the (?:date|week ?day|day of the week)(?: of| on)?)"
                            + " (.{3,30}?)(?: be)?\\W*$");
    private static final Pattern DAYS_ON = Pattern.compile(
            "(?i)^\\W*(?:what|which)(?:'s| is)?(?: the)? (?:date|day)(?:'s| is| will it be| is it| will be)? in (\\d{1,4}) (day|week|month|year)s?\\W*$");
    private static final Pattern ADDRESS = Pattern
            .compile("(?i)^(?:summari[sz]e|read|open|fetch|look at|what (?:is on|does)|tl;?dr)\\b.*?(https?://[^\\s\"'<>]+)");

    private static final String THIS = "(?:(?:this|the|that|my)(?: following)?(?: \\w+)?\\s*[:\\n]|:|\\n|of:|in:|for:)?\\s*";
    private static final Pattern SENTIMENT = Pattern.compile(
            "(?is)^(?:(?:what(?:'s| is)|tell me|analy[sz]e|classify|detect|determine|find|give me) )?(?:the )?(?:sentiment|tone|mood|feeling|emotion|attitude)(?: analysis)?(?: (?:of|in|for|behind)\\b|:)\\s*"
                    + THIS + "(.+)$");
    private static final Pattern POSITIVE = Pattern.compile(
            "(?is)^is (?:(?:this|the following)(?: \\w+)? )?(.+?)\\s*(?:a )?(?:positive or negative|negative or positive)(?: \\w+)?\\W*$");
    private static final Pattern POSITIVE_FIRST = Pattern.compile(
            "(?is)^.{0,60}\\b(?:positive or negative|negative or positive|good or bad|happy or (?:sad|unhappy|angry))\\b.{0,20}?[?:\\n]+\\s*(.+)$");
    private static final Pattern SENTIMENT_LAST = Pattern.compile(
            "(?is)^(.+[.!?\\n])\\W*(?:please )?(?:what(?:'s| is) )?(?:the )?(?:sentiment|tone|mood)(?: of (?:this|that|it|the \\w+))?\\W*$");
    private static final Pattern SUMMARY = Pattern.compile(
            "(?is)^(?:summari[sz]e|sum up|shorten|condense|tl;?dr|(?:give me |write |make )?(?:a |the )?(?:short |brief )?summary of)\\b[:,]?\\s*"
                    + THIS + "(.*)$");
    private static final Pattern SUMMARY_LAST = Pattern
            .compile("(?is)^(.+)\\n\\W*(?:please )?(?:summari[sz]e|tl;?dr|sum up)\\b.{0,40}$");
    private static final Pattern TOKENS = Pattern.compile(
            "(?is)^(?:how many tokens|(?:what(?:'s| is) )?the number of tokens|(?:what(?:'s| is) )?the token count|count (?:the |how many )?tokens|token count|tokeni[sz]e)\\b(.*)$");
    private static final Pattern TOKENS_OF = Pattern
            .compile(
                    "(?is)^\\s*(?:(?:are|is)(?: there)? in|in|of|is|are|does|do|has|have)\\s+(.+?)(?:\\s+(?:have|take|use|need|contain))?\\s*\\?*$");
    private static final Pattern AFTER_COLON = Pattern.compile("(?is)^.{0,60}?(?::\\s|\\n)\\s*(.+)$");
    private static final Pattern QUOTED = Pattern
            .compile("(?s)^.{0,60}?(?:[\"“«]|(?<!\\w)['‘])(.+)(?:[\"”»]|['’](?!\\w)).{0,40}$");
    /// What people ask about in general, rather than a text to count.
    private static final Pattern IN_GENERAL = Pattern.compile(
            "(?i)^(?:an?|one|each|my|your|it|this|that|typical|i|you|we|they|people|there|llms?|usually|allowed|left|free)\\b.*|.*\\b(?:context|window|word|words|page|pages|model|models|gpt\\S*|llama|claude|gemini|book|image|limit|prompt|average|dollar)\\b.*");
    private static final Pattern NAMES = Pattern.compile(
            "(?is)^(?:(?:find|extract|list|show|get|recogni[sz]e|detect|what are|which)(?: me)?(?: all)?(?: the)? (?:named entities|entities|names|people|persons|places|organi[sz]ations)(?: (?:are|is))?(?: mentioned)? (?:in|from|of)|who is mentioned in)\\b\\s*"
                    + THIS + "(.+)$");
    private static final Pattern CLASSIFY = Pattern.compile(
            "(?is)^(?:classify|categori[sz]e|label)\\s*" + THIS
                    + "(.+?)\\s+(?:as|into)(?: one of| either)?:?\\s+([^.!?\\n]+)\\W*$");
    private static final Pattern TRANSLATE = Pattern
            .compile("(?is)^translate\\s*" + THIS + "(.+?)\\s+(?:in)?to (\\p{L}+)\\W*$");
    private static final Pattern TRANSLATE_TO = Pattern
            .compile("(?is)^translate\\s+(?:\\w+ )?(?:in)?to (\\p{L}+)\\s*[:\\n]\\s*(.+)$");
    private static final Pattern SAY_IN = Pattern
            .compile("(?is)^(?:how (?:do|would|can) (?:you|i|we) say|what is|what's) (.+?) in (\\p{L}+)\\W*$");
    private static final Pattern BACK = Pattern
            .compile("(?i)^(?:(?:it|this|that|the above|what you (?:just )?said|the (?:text|answer|article))\\W*)?$");
    private static final int WORTH_A_SUMMARY = 25;

    private final String question;
    private final String before;

    private GuideIntents(String question, String before) {
        this.question = question;
        this.before = before;
    }

    static Optional<ToolCall> toolFor(String question, List<String> tools) {
        return toolFor(question, "", tools);
    }

    /// @param before what was said last, which "it" may mean
    static Optional<ToolCall> toolFor(String question, String before, List<String> tools) {
        return new GuideIntents(PLEASE.matcher(POLITE.matcher(question.strip()).replaceFirst("")).replaceFirst(""), before)
                .tool()
                .filter(call -> tools.contains(call.function().name()));
    }

    /// A page that was read for its summary is summarized.
    static Optional<ToolCall> toolAfter(String question, String tool, String result, List<String> tools) {
        return tool.equals(PAGE) && tools.contains("summarize") && words(result) >= WORTH_A_SUMMARY
                && SUMMARY.matcher(POLITE.matcher(question.strip()).replaceFirst("")).matches()
                        ? Optional.of(call("summarize", "text", result))
                        : Optional.empty();
    }

    /// What comes after examples that say one of a few words each is told by these words, too: those of one text, or earlier
    /// answers that a caller has shown.
    static Optional<ToolCall> likeExamples(List<ChatMessage> messages, List<String> tools) {
        ChatMessage last = messages.getLast();
        Optional<PastedShots> pasted = PastedShots.of(last.text());
        List<String> outputs = pasted.map(PastedShots::outputs).orElseGet(() -> messages.stream()
                .filter(message -> message.role() == Role.ASSISTANT).map(ChatMessage::text).toList());
        Set<String> labels = PastedShots.labels(outputs);
        return labels.isEmpty() || last.role() != Role.USER || !tools.contains(CLASSIFY_TOOL) ? Optional.empty()
                : Optional.of(classify(pasted.map(PastedShots::input).orElse(last.text()), labels));
    }

    private static ToolCall classify(String text, Collection<String> labels) {
        ObjectNode arguments = EventCodec.json().createObjectNode().put("text", text);
        labels.forEach(arguments.putArray("labels")::add);
        return call(CLASSIFY_TOOL, arguments);
    }

    private Optional<ToolCall> tool() {
        return calculator().or(this::clock).or(this::page).or(this::sentiment).or(this::tokens).or(this::summary)
                .or(this::names).or(this::labels).or(this::translation);
    }

    private Optional<ToolCall> calculator() {
        Matcher arithmetic = ARITHMETIC.matcher(SpokenArithmetic.inSigns(question));
        return question.length() <= 200 && arithmetic.matches() && OPERATOR.matcher(arithmetic.group(1)).find()
                ? Optional.of(call(CALCULATOR, "expression", arithmetic.group(1).strip()))
                : Optional.empty();
    }

    private Optional<ToolCall> clock() {
        Matcher in = TIME_IN.matcher(question);
        if (in.matches()) {
            String city = "/" + in.group(1).strip().toLowerCase(Locale.ROOT).replace(' ', '_');
            return ZoneId.getAvailableZoneIds().stream().filter(zone -> zone.toLowerCase(Locale.ROOT).endsWith(city)).sorted()
                    .findFirst().map(zone -> call(CLOCK, "time_zone", zone));
        }
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        Matcher later = DAYS_ON.matcher(question);
        if (later.matches()) {
            String period = "P" + later.group(1) + later.group(2).substring(0, 1).toUpperCase(Locale.ROOT);
            return Optional.of(call(CLOCK, "plus", period));
        }
        return first(DAYS_UNTIL).flatMap(date -> SpokenDate.of(date, today)).map(date -> call(CLOCK, "until", date.toString()))
                .or(() -> first(WEEKDAY).flatMap(date -> SpokenDate.of(date, today))
                        .map(date -> call(CLOCK, "date", date.toString())))
                .or(() -> TODAY.matcher(question).matches()
                        ? Optional.of(call(CLOCK, EventCodec.json().createObjectNode()))
                        : Optional.empty());
    }

    private Optional<ToolCall> page() {
        Matcher address = ADDRESS.matcher(question);
        return address.find() ? Optional.of(call(PAGE, "url", address.group(1).replaceFirst("[.,;?!)]+$", "")))
                : Optional.empty();
    }

    private Optional<ToolCall> sentiment() {
        return first(SENTIMENT_LAST).or(() -> first(SENTIMENT)).or(() -> first(POSITIVE_FIRST)).or(() -> first(POSITIVE))
                .map(GuideIntents::unquoted)
                .map(text -> BACK.matcher(text).matches() ? before : text)
                .filter(text -> words(text) >= 2 && !isKindOfText(text)).map(text -> call("sentiment", "text", text));
    }

    private Optional<ToolCall> summary() {
        return first(SUMMARY_LAST).or(() -> first(SUMMARY)).map(GuideIntents::unquoted)
                .map(text -> BACK.matcher(text).matches() ? before : text).filter(text -> words(text) >= WORTH_A_SUMMARY)
                .map(text -> call("summarize", "text", text));
    }

    private Optional<ToolCall> tokens() {
        Matcher asked = TOKENS.matcher(question);
        if (!asked.matches()) {
            return Optional.empty();
        }
        String rest = asked.group(1);
        return group(QUOTED, rest).or(() -> group(AFTER_COLON, rest))
                .or(() -> group(TOKENS_OF, rest).filter(text -> words(text) >= 2 && !IN_GENERAL.matcher(text).matches()))
                .map(text -> call("count_tokens", "text", text));
    }

    private Optional<ToolCall> names() {
        return first(NAMES).map(GuideIntents::unquoted).filter(text -> words(text) >= 3)
                .map(text -> call("named_entities", "text", text));
    }

    private Optional<ToolCall> labels() {
        Matcher asked = CLASSIFY.matcher(question);
        if (!asked.matches()) {
            return Optional.empty();
        }
        List<String> labels = Arrays.stream(asked.group(2).split("\\s*(?:,\\s*(?:or|and)\\s+|,|\\bor\\b|\\band\\b|/)\\s*"))
                .map(GuideIntents::unquoted).filter(label -> !label.isBlank()).toList();
        if (labels.size() < 2 || words(asked.group(1)) < 2) {
            return Optional.empty();
        }
        return Optional.of(classify(unquoted(asked.group(1)), labels));
    }

    private Optional<ToolCall> translation() {
        Matcher to = TRANSLATE_TO.matcher(question);
        if (to.matches()) {
            return translation(to.group(2), to.group(1));
        }
        Matcher said = SAY_IN.matcher(question);
        if (said.matches()) {
            return translation(said.group(1), said.group(2));
        }
        Matcher asked = TRANSLATE.matcher(question);
        return asked.matches() ? translation(asked.group(1), asked.group(2)) : Optional.empty();
    }

    private static Optional<ToolCall> translation(String text, String language) {
        return Arrays.stream(Locale.getISOLanguages())
                .filter(code -> Locale.of(code).getDisplayLanguage(Locale.ENGLISH).equalsIgnoreCase(language)).findFirst()
                .map(code -> call("translate",
                        EventCodec.json().createObjectNode().put("text", unquoted(text)).put("to", code)));
    }

    private Optional<String> first(Pattern pattern) {
        return group(pattern, question);
    }

    private static Optional<String> group(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.matches() ? Optional.of(matcher.group(1).strip()) : Optional.empty();
    }

    private static boolean isKindOfText(String text) {
        return text.matches(
                "(?i)^(?:an?|the|any|some|my|your) (?:\\w+ )?(?:texts?|sentences?|reviews?|tweets?|messages?|documents?)\\W*$");
    }

    private static String unquoted(String text) {
        String plain = text.strip();
        Matcher quoted = Pattern.compile("(?s)^[\"“«'‘](.+?)[\"”»'’]\\??$").matcher(plain);
        return quoted.matches() ? quoted.group(1) : plain;
    }

    private static int words(String text) {
        return text.isBlank() ? 0 : text.strip().split("\\s+").length;
    }

    private static ToolCall call(String name, String argument, String value) {
        return call(name, EventCodec.json().createObjectNode().put(argument, value));
    }

    private static ToolCall call(String name, ObjectNode arguments) {
        return new ToolCall("call_" + UUID.randomUUID(), new ToolCall.FunctionCall(name, arguments.toString()));
    }
}
