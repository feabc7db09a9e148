package org.llmspace.chat.provider;

import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.FailureCode;
import org.llmspace.contracts.chat.ChatMessage;
import org.llmspace.contracts.chat.Content;
import org.llmspace.contracts.chat.GenerationOptions;
import org.llmspace.contracts.chat.Role;
import org.llmspace.contracts.chat.ToolCall;
import org.llmspace.contracts.kafka.EventCodec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// What Ollama's `/api/chat` is sent.
final class OllamaJson {

    private static final int SMALLEST_WINDOW = 4_096;
    private static final int USUAL_ANSWER = 1_024;
    private static final int CHARS_PER_TOKEN = 3;
    private static final int TOKENS_PER_IMAGE = 1_024;

    private OllamaJson() {
    }

    static ObjectNode request(ModelCall call, int window, String keepAlive) {
        ObjectNode body = object().put("model", call.model()).put("stream", true).put("keep_alive", keepAlive);
        ArrayNode messages = body.putArray("messages");
        if (!call.evidence().isEmpty()) {
            messages.addObject().put("role", "system").put("content", EvidencePrompt.of(call.evidence()));
        }
        Map<String, String> tools = new HashMap<>();
        for (ChatMessage message : call.messages()) {
            message.toolCalls().forEach(made -> tools.put(made.id(), made.function().name()));
            messages.add(message(message, tools));
        }
        GenerationOptions options = call.options();
        if (!options.tools().isEmpty()) {
            options.tools().forEach(body.putArray("tools")::add);
        }
        JsonNode format = format(options.responseFormat());
        if (format != null) {
            body.set("format", format);
        }
        if (options.reasoningEffort() != null) {
            body.put("think", !options.reasoningEffort().equals("none"));
        }
        body.set("options", options(options, window));
        return body;
    }

    /// How large a window to ask for: what the call needs, in steps, since each change loads the model anew.
    ///
    /// @param loaded the window that the model has now; 0 if it is not loaded
    static int window(ModelCall call, int most, int loaded) {
        Integer known = call.capabilities().contextWindow();
        int limit = known == null ? most : Math.min(known, most);
        Integer answer = call.options().maxTokens();
        int needed = estimatedTokens(call) + (answer == null ? USUAL_ANSWER : answer);
        int window = Math.max(SMALLEST_WINDOW, loaded);
        while (window < needed) {
            window *= 2;
        }
        return Math.min(window, limit);
    }

    static int estimatedTokens(ModelCall call) {
        int chars = call.evidence().stream().mapToInt(passage -> passage.passage().length()).sum();
        int images = 0;
        for (ChatMessage message : call.messages()) {
            chars += message.text().length();
            images += (int) message.content().stream().filter(Content.Image.class::isInstance).count();
        }
        return chars / CHARS_PER_TOKEN + images * TOKENS_PER_IMAGE;
    }

    private static ObjectNode options(GenerationOptions asked, int window) {
        ObjectNode options = object().put("num_ctx", window);
        asked.extra().forEach(options::set);
        put(options, "temperature", asked.temperature());
        put(options, "top_p", asked.topP());
        put(options, "presence_penalty", asked.presencePenalty());
        put(options, "frequency_penalty", asked.frequencyPenalty());
        if (asked.maxTokens() != null) {
            options.put("num_predict", asked.maxTokens());
        }
        if (asked.seed() != null) {
            options.put("seed", asked.seed());
        }
        if (!asked.stop().isEmpty()) {
            asked.stop().forEach(options.putArray("stop")::add);
        }
        return options;
    }

    private static void put(ObjectNode options, String name, @Nullable Double value) {
        if (value != null) {
            options.put(name, value);
        }
    }

    private static @Nullable JsonNode format(@Nullable JsonNode asked) {
        return switch (asked == null ? "text" : asked.path("type").asText()) {
            case "json_object" -> EventCodec.json().getNodeFactory().textNode("json");
            case "json_schema" -> asked == null ? null : asked.at("/json_schema/schema");
            default -> null;
        };
    }

    /// @param tools the name of the function of each call so far; OpenAI's callers name only the call
    private static ObjectNode message(ChatMessage message, Map<String, String> tools) {
        ObjectNode node = object().put("role", message.role().wireName()).put("content", message.text());
        message.content().stream().filter(Content.Image.class::isInstance)
                .forEach(image -> node.withArray("images").add(base64(((Content.Image) image).imageUrl().url())));
        message.toolCalls().forEach(call -> node.withArray("tool_calls").add(toolCall(call)));
        String tool = message.name() == null ? tools.get(String.valueOf(message.toolCallId())) : message.name();
        if (message.role() == Role.TOOL && tool != null) {
            node.put("tool_name", tool);
        }
        return node;
    }

    private static ObjectNode toolCall(ToolCall call) {
        ObjectNode node = object();
        ObjectNode function = node.putObject("function").put("name", call.function().name());
        function.set("arguments", arguments(call.function().arguments()));
        return node;
    }

    /// An object, where OpenAI has a text.
    private static JsonNode arguments(String text) {
        try {
            JsonNode tree = EventCodec.json().readTree(text);
            return tree.isObject() ? tree : object();
        } catch (JsonProcessingException e) {
            return object();
        }
    }

    private static String base64(String url) {
        int comma = url.indexOf(',');
        if (!url.startsWith("data:") || comma < 0) {
            throw ProviderException.of(FailureCode.UNSUPPORTED,
                    "ollama takes images as data URLs only; send the image inline");
        }
        return url.substring(comma + 1);
    }

    private static ObjectNode object() {
        return EventCodec.json().createObjectNode();
    }
}
