package org.llmspace.chat.provider;

import static java.util.Objects.requireNonNullElse;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.chat.ChatMessage;
import org.llmspace.contracts.chat.Content;
import org.llmspace.contracts.chat.GenerationOptions;
import org.llmspace.contracts.chat.Role;
import org.llmspace.contracts.kafka.EventCodec;

import com.fasterxml.jackson.databind.JsonNode;

/// Makes a call one that its model takes: what it cannot take is left out, or said in another way, and a warning says so.
final class Fitting {

    /// @param warnings for people, what was changed
    record Fitted(ModelCall call, List<String> warnings) {
    }

    private static final String JSON_ONLY = "Answer with one JSON object and nothing else: no text around it, no code fence.";

    private static final String NO_REASONING = "none";
    private static final String GO_ON = "Go on.";

    private final String model;
    private final Capabilities can;
    private final Set<String> warnings = new LinkedHashSet<>();

    private Fitting(String model, Capabilities can) {
        this.model = model;
        this.can = can;
    }

    /// @param model as a turn names it
    static Fitted of(ModelCall call, String model, Capabilities can) {
        Fitting fitting = new Fitting(model, can);
        List<ChatMessage> messages = new ArrayList<>();
        call.messages().forEach(message -> messages.add(fitting.message(message)));
        fitting.endWithQuestion(messages);
        fitting.instruct(call.options().responseFormat(), messages);
        return new Fitted(
                new ModelCall(call.model(), messages, fitting.options(call.options()), call.evidence(), can),
                List.copyOf(fitting.warnings));
    }

    private void endWithQuestion(List<ChatMessage> messages) {
        ChatMessage last = messages.getLast();
        if (!can.takes(Feature.QUESTION_LAST) || last.role() == Role.USER || last.role() == Role.TOOL) {
            return;
        }
        if (last.role() == Role.SYSTEM) {
            messages.set(messages.size() - 1, ChatMessage.user(last.text()));
            warnings.add("%s does not answer a system prompt alone; it was sent as the question".formatted(model));
        } else {
            messages.add(ChatMessage.user(GO_ON));
            warnings.add("%s does not go on with an answer that it is given; it was asked to: '%s'".formatted(model, GO_ON));
        }
    }

    private GenerationOptions options(GenerationOptions asked) {
        boolean tools = keep(Feature.TOOLS, !asked.tools().isEmpty());
        boolean mayChoose = tools && can.takes(Feature.TOOL_CHOICE);
        JsonNode choice = tools ? asked.toolChoice() : null;
        boolean none = choice != null && choice.asText().equals("none") && !mayChoose;
        if (choice != null && !mayChoose && !none && !choice.asText().equals("auto")) {
            warn(Feature.TOOL_CHOICE);
        }
        Map<String, JsonNode> extra = new HashMap<>(asked.extra());
        if (!keep(Feature.LOGIT_BIAS, extra.containsKey("logit_bias"))) {
            extra.remove("logit_bias");
        }
        if (!keep(Feature.LOGPROBS, extra.containsKey("logprobs"))) {
            extra.remove("logprobs");
            extra.remove("top_logprobs");
        }
        return new GenerationOptions(temperature(asked.temperature()), take(Feature.TOP_P, asked.topP()),
                maxTokens(asked.maxTokens()), keep(Feature.STOP, !asked.stop().isEmpty()) ? asked.stop() : List.of(),
                take(Feature.SEED, asked.seed()), penalty(Feature.PRESENCE_PENALTY, asked.presencePenalty()),
                penalty(Feature.FREQUENCY_PENALTY, asked.frequencyPenalty()), tools && !none ? asked.tools() : List.of(),
                mayChoose ? choice : null, format(asked.responseFormat()),
                reasoning(asked.reasoningEffort(), tools && !none),
                tools && can.takes(Feature.PARALLEL_TOOL_CALLS) ? asked.parallelToolCalls() : null, extra);
    }

    private @Nullable Double temperature(@Nullable Double asked) {
        if (asked != null && asked == 1.0 && !can.takes(Feature.TEMPERATURE)) {
            return null; // what such models do anyway
        }
        Double kept = take(Feature.TEMPERATURE, asked);
        if (kept != null && kept > 1 && !can.takes(Feature.TEMPERATURE_ABOVE_1)) {
            warnings.add("%s takes temperatures up to 1; 1 was used".formatted(model));
            return 1.0;
        }
        return kept;
    }

    private @Nullable String reasoning(@Nullable String asked, boolean tools) {
        if (!tools || !can.takes(Feature.TOOLS_ONLY_WITHOUT_REASONING)) {
            return take(Feature.REASONING_EFFORT, asked);
        }
        if (asked != null && !asked.equals(NO_REASONING)) {
            warnings.add("%s calls functions only without reasoning; 'reasoning_effort' was set to 'none'".formatted(model));
        }
        return NO_REASONING;
    }

    private @Nullable Double penalty(Feature feature, @Nullable Double asked) {
        return asked != null && asked == 0 && !can.takes(feature) ? null : take(feature, asked);
    }

    private @Nullable Integer maxTokens(@Nullable Integer asked) {
        Integer most = can.maxOutputTokens();
        if (asked == null || most == null || asked <= most) {
            return asked;
        }
        warnings.add("%s answers with at most %d tokens; 'max_tokens' was lowered to that".formatted(model, most));
        return most;
    }

    /// Where the model cannot be held to a format by a parameter, [#instruct] asks for it in words.
    private @Nullable JsonNode format(@Nullable JsonNode asked) {
        return asked == null || can.takes(formatFeature(asked)) || asked.path("type").asText().equals("text") ? asked
                : asked.path("type").asText().equals("json_schema") && can.takes(Feature.JSON_OBJECT)
                        ? EventCodec.json().createObjectNode().put("type", "json_object")
                        : null;
    }

    private void instruct(@Nullable JsonNode format, List<ChatMessage> messages) {
        if (format == null || format.path("type").asText().equals("text") || can.takes(formatFeature(format))) {
            return;
        }
        JsonNode schema = format.at("/json_schema/schema");
        warnings.add("%s does not take this 'response_format'; it was asked for in words, and may be missed"
                .formatted(model));
        int at = 0;
        while (at < messages.size() && messages.get(at).role() == Role.SYSTEM) {
            at++;
        }
        messages.add(at, ChatMessage.of(Role.SYSTEM,
                schema.isObject() ? JSON_ONLY + " It must be valid by this JSON Schema: " + schema : JSON_ONLY));
    }

    private static Feature formatFeature(JsonNode format) {
        return format.path("type").asText().equals("json_schema") ? Feature.JSON_SCHEMA : Feature.JSON_OBJECT;
    }

    private ChatMessage message(ChatMessage message) {
        if (!can.takes(Feature.TOOLS) && message.role() == Role.TOOL) {
            return ChatMessage.user("Result of the function %s: %s".formatted(
                    requireNonNullElse(message.name(), "that was called"), message.text()));
        }
        if (!can.takes(Feature.TOOLS) && !message.toolCalls().isEmpty()) {
            return ChatMessage.of(Role.ASSISTANT, (message.text() + "\n" + calls(message)).strip());
        }
        List<Content> content = message.content().stream().map(this::part).toList();
        return new ChatMessage(message.role(), content, message.name(), message.toolCalls(), message.toolCallId());
    }

    private static String calls(ChatMessage message) {
        return String.join("\n", message.toolCalls().stream()
                .map(call -> "I call %s with %s".formatted(call.function().name(), call.function().arguments())).toList());
    }

    private Content part(Content part) {
        return switch (part) {
            case Content.Text text -> text;
            case Content.Image image -> keep(Feature.IMAGES, true) ? image : leftOut("image");
            case Content.Audio audio -> keep(Feature.AUDIO, true) ? audio : leftOut("audio");
            case Content.File file -> keep(Feature.FILES, true) ? file : leftOut("file");
        };
    }

    private static Content leftOut(String what) {
        return new Content.Text("[%s left out: the model cannot read it]".formatted(what));
    }

    private <T> @Nullable T take(Feature feature, @Nullable T value) {
        return keep(feature, value != null) ? value : null;
    }

    /// Whether to keep what is there; if not, says so.
    private boolean keep(Feature feature, boolean there) {
        if (there && !can.takes(feature)) {
            warn(feature);
        }
        return there && can.takes(feature);
    }

    private void warn(Feature feature) {
        if (feature == Feature.TOOLS && can.takes(Feature.TOOLS_ONLY_BY_RESPONSES)) {
            warnings.add(
                    ("%s calls functions only over its provider's Responses interface, which is not used here; 'tools' was "
                            + "left out. Choose another model for them").formatted(model));
            return;
        }
        warnings.add("%s does not take '%s'; it was left out".formatted(model, feature.wireName()));
    }
}
