package org.llmspace.chat.provider;

import java.util.List;

import org.llmspace.contracts.chat.ChatMessage;
import org.llmspace.contracts.chat.Content;
import org.llmspace.contracts.chat.GenerationOptions;
import org.llmspace.contracts.chat.ToolCall;
import org.llmspace.contracts.chat.Usage;
import org.llmspace.contracts.kafka.EventCodec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// The JSON of OpenAI's chat completions as a client writes it. Absent is left out, never null: some servers refuse null.
final class OpenAiWire {

    private static final ObjectMapper JSON = EventCodec.json();

    private OpenAiWire() {
    }

    static ObjectNode request(ModelCall call) {
        ObjectNode body = JSON.createObjectNode();
        body.put("model", call.model());
        body.set("messages", messages(call));
        body.put("stream", true);
        body.putObject("stream_options").put("include_usage", true);
        options(body, call.options());
        return body;
    }

    static Usage usage(JsonNode usage) {
        return new Usage(usage.path("prompt_tokens").asInt(), usage.path("completion_tokens").asInt(),
                usage.path("prompt_tokens_details").path("cached_tokens").asInt(),
                usage.path("completion_tokens_details").path("reasoning_tokens").asInt());
    }

    private static ArrayNode messages(ModelCall call) {
        ArrayNode messages = JSON.createArrayNode();
        if (!call.evidence().isEmpty()) {
            messages.addObject().put("role", "system").put("content", EvidencePrompt.of(call.evidence()));
        }
        call.messages().forEach(message -> messages.add(message(message)));
        return messages;
    }

    private static ObjectNode message(ChatMessage message) {
        ObjectNode node = JSON.createObjectNode().put("role", message.role().wireName());
        if (message.content().stream().allMatch(Content.Text.class::isInstance)) {
            node.put("content", message.text());
        } else {
            ArrayNode parts = node.putArray("content");
            message.content().forEach(part -> parts.add(JSON.<JsonNode> valueToTree(part)));
        }
        if (message.name() != null) {
            node.put("name", message.name());
        }
        if (!message.toolCalls().isEmpty()) {
            ArrayNode calls = node.putArray("tool_calls");
            message.toolCalls().forEach(call -> calls.add(toolCall(call)));
        }
        if (message.toolCallId() != null) {
            node.put("tool_call_id", message.toolCallId());
        }
        return node;
    }

    private static ObjectNode toolCall(ToolCall call) {
        ObjectNode node = JSON.createObjectNode().put("id", call.id()).put("type", "function");
        node.putObject("function").put("name", call.function().name()).put("arguments", call.function().arguments());
        return node;
    }

    private static void options(ObjectNode body, GenerationOptions options) {
        List<JsonNode> tools = options.tools();
        ObjectNode given = JSON.valueToTree(options);
        given.remove(List.of("tools", "stop"));
        body.setAll(given);
        if (!options.stop().isEmpty()) {
            options.stop().forEach(body.putArray("stop")::add);
        }
        if (!tools.isEmpty()) {
            body.putArray("tools").addAll(tools);
        } else {
            body.remove("tool_choice");
        }
    }
}
