package org.llmspace.chat.provider;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.llmspace.contracts.chat.ToolCall;
import org.llmspace.contracts.kafka.EventCodec;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// Which questions the guide hands to a tool, told by their words.
final class GuideIntents {

    private static final String CALCULATOR = "calculator";
    private static final String CLOCK = "date_and_time";

    private static final Pattern ARITHMETIC = Pattern.compile(
            "(?i)^\\W*?(?:(?:please )?(?:what(?:'s| is)|how much is|calculate|compute) )?((?:[-(]*\\s*(?:\\d[\\d.,_]*%?|sqrt\\(|abs\\(|round\\())"
                    + "(?:[\\d.,_\\s+*/^%()×·÷−-]|\\bof\\b|\\bsqrt\\b)*)\\s*=?\\s*\\??$");
    private static final Pattern OPERATOR = Pattern.compile("\\d\\s*%?\\s*(?:[+*/^×·÷−-]|%|of\\b)|sqrt|abs|round");
    private static final Pattern TODAY = Pattern.compile(
            "(?i)^\\W*(what(?:'s| is)?|tell me|which) .{0,12}\\b(date|time|day|weekday)\\b( is it)?( today| now| right now| it is)?\\W*$");

    private GuideIntents() {
    }

    static Optional<ToolCall> toolFor(String question, List<String> tools) {
        Matcher arithmetic = ARITHMETIC.matcher(question);
        if (question.length() <= 200 && tools.contains(CALCULATOR) && arithmetic.matches()
                && OPERATOR.matcher(arithmetic.group(1)).find()) {
            return Optional.of(call(CALCULATOR, EventCodec.json().createObjectNode().put("expression", arithmetic.group(1))));
        }
        if (tools.contains(CLOCK) && TODAY.matcher(question).matches()) {
            return Optional.of(call(CLOCK, EventCodec.json().createObjectNode()));
        }
        return Optional.empty();
    }

    private static ToolCall call(String name, ObjectNode arguments) {
        return new ToolCall("call_" + UUID.randomUUID(), new ToolCall.FunctionCall(name, arguments.toString()));
    }
}
