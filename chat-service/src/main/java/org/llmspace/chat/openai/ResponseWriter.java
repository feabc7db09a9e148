package org.llmspace.chat.openai;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.chat.ChatReply;
import org.llmspace.contracts.chat.ToolCall;
import org.llmspace.contracts.chat.Usage;
import org.llmspace.contracts.kafka.EventCodec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// Turns the replies of a turn into a response and its events: each output item is added, grows, and is done.
final class ResponseWriter {

    /// An output item that grows.
    private record Item(int index, ObjectNode json, StringBuilder text) {
    }

    private final ObjectNode response;
    private final ArrayNode output;
    private final BiConsumer<String, ObjectNode> events;
    private final Map<Integer, Item> calls = new LinkedHashMap<>();
    private final Map<String, Item> callsById = new HashMap<>();
    private @Nullable Item message;
    private boolean refusing;
    private int sequence;

    /// @param events takes the name and the data of each event
    ResponseWriter(JsonNode request, BiConsumer<String, ObjectNode> events) {
        this.events = events;
        this.response = object().put("id", id("resp")).put("object", "response")
                .put("created_at", Instant.now().getEpochSecond()).put("status", "in_progress");
        response.putNull("error").putNull("incomplete_details");
        for (String echoed : List.of("instructions", "max_output_tokens", "model", "previous_response_id", "temperature",
                "top_p", "text", "reasoning", "metadata")) {
            response.set(echoed, request.path(echoed).isMissingNode() ? response.nullNode() : request.path(echoed));
        }
        response.put("parallel_tool_calls", request.path("parallel_tool_calls").asBoolean(true));
        response.put("store", request.path("store").asBoolean(true));
        response.set("tools", request.path("tools").isArray() ? request.path("tools") : response.arrayNode());
        response.set("tool_choice", request.has("tool_choice") ? request.path("tool_choice") : response.textNode("auto"));
        this.output = response.putArray("output");
    }

    ObjectNode response() {
        return response;
    }

    void begin() {
        lifecycle("response.created");
        lifecycle("response.in_progress");
    }

    void write(ChatReply reply) {
        switch (reply) {
            case ChatReply.Delta delta -> {
                if (!delta.text().isEmpty()) {
                    addText(delta.text(), Boolean.TRUE.equals(delta.refusal()));
                }
            }
            case ChatReply.ToolDelta delta -> addArguments(delta);
            case ChatReply.ToolCalled(ToolCall call, boolean callerRuns) -> {
                if (callerRuns) {
                    endCall(call);
                }
            }
            case ChatReply.Completed completed -> end(completed);
            case ChatReply.Started _ -> {
            }
            case ChatReply.TurnAccepted _ -> {
            }
            case ChatReply.Progress _ -> {
            }
            case ChatReply.ToolReturned _ -> {
            }
            case ChatReply.Cited _ -> {
            }
            case ChatReply.Prepared _ -> {
            }
            case ChatReply.Planned _ -> {
            }
            case ChatReply.Used _ -> {
            }
            case ChatReply.Compared _ -> {
            }
            case ChatReply.Answered _ -> {
            }
            case ChatReply.Failed _ -> {
            }
            case ChatReply.Cancelled _ -> {
            }
        }
    }

    /// Says that nothing more comes, so that a client that still listens does not wait.
    void cancelled() {
        response.put("status", "cancelled");
        lifecycle("response.incomplete");
    }

    void error(ApiError error) {
        send("error", (ObjectNode) object().set("error", error.json().path("error")));
    }

    private void addText(String text, boolean refusal) {
        Item open = message == null ? beginMessage(refusal) : message;
        open.text().append(text);
        ObjectNode delta = part(open).put("delta", text);
        if (refusing) {
            send("response.refusal.delta", delta);
        } else {
            send("response.output_text.delta", delta.set("logprobs", response.arrayNode()));
        }
    }

    private Item beginMessage(boolean refusal) {
        refusing = refusal;
        ObjectNode json = object().put("id", id("msg")).put("type", "message").put("status", "in_progress")
                .put("role", "assistant");
        json.putArray("content");
        Item item = add(json);
        message = item;
        send("response.content_part.added", part(item).set("part", contentPart("")));
        return item;
    }

    private void endMessage() {
        Item open = message;
        if (open == null) {
            return;
        }
        message = null;
        String text = open.text().toString();
        open.json().withArray("content").add(contentPart(text));
        open.json().put("status", "completed");
        if (refusing) {
            send("response.refusal.done", part(open).put("refusal", text));
        } else {
            send("response.output_text.done", part(open).put("text", text).set("logprobs", response.arrayNode()));
        }
        send("response.content_part.done", part(open).set("part", contentPart(text)));
        done(open);
    }

    private void addArguments(ChatReply.ToolDelta delta) {
        Item item = calls.get(delta.index());
        if (item == null) {
            item = beginCall(String.valueOf(delta.id()), String.valueOf(delta.name()));
            calls.put(delta.index(), item);
        }
        item.text().append(delta.arguments());
        send("response.function_call_arguments.delta", place(item).put("delta", delta.arguments()));
    }

    private Item beginCall(String callId, String name) {
        endMessage();
        Item item = add(object().put("id", id("fc")).put("type", "function_call").put("status", "in_progress")
                .put("call_id", callId).put("name", name).put("arguments", ""));
        callsById.put(callId, item);
        return item;
    }

    private void endCall(ToolCall call) {
        Item item = callsById.get(call.id());
        if (item == null) {
            item = beginCall(call.id(), call.function().name());
            send("response.function_call_arguments.delta", place(item).put("delta", call.function().arguments()));
        }
        item.json().put("arguments", call.function().arguments()).put("status", "completed");
        send("response.function_call_arguments.done",
                place(item).put("name", call.function().name()).put("arguments", call.function().arguments()));
        done(item);
    }

    private void end(ChatReply.Completed completed) {
        if (output.isEmpty() && message == null) {
            beginMessage(false);
        }
        endMessage();
        response.set("usage", usage(completed.usage()));
        if (!completed.warnings().isEmpty()) {
            completed.warnings().forEach(response.putArray("warnings")::add);
        }
        String cut = switch (completed.finishReason()) {
            case "length" -> "max_output_tokens";
            case "content_filter" -> "content_filter";
            default -> "";
        };
        response.put("status", cut.isEmpty() ? "completed" : "incomplete");
        if (!cut.isEmpty()) {
            response.putObject("incomplete_details").put("reason", cut);
        }
        lifecycle(cut.isEmpty() ? "response.completed" : "response.incomplete");
    }

    private Item add(ObjectNode json) {
        Item item = new Item(output.size(), json, new StringBuilder());
        output.add(json);
        send("response.output_item.added",
                (ObjectNode) object().put("output_index", item.index()).set("item", json.deepCopy()));
        return item;
    }

    private void done(Item item) {
        send("response.output_item.done",
                (ObjectNode) object().put("output_index", item.index()).set("item", item.json().deepCopy()));
    }

    private static ObjectNode place(Item item) {
        return object().put("item_id", item.json().path("id").asText()).put("output_index", item.index());
    }

    private static ObjectNode part(Item item) {
        return place(item).put("content_index", 0);
    }

    private ObjectNode contentPart(String text) {
        if (refusing) {
            return object().put("type", "refusal").put("refusal", text);
        }
        ObjectNode part = object().put("type", "output_text").put("text", text);
        part.putArray("annotations");
        return part;
    }

    private void lifecycle(String type) {
        send(type, (ObjectNode) object().set("response", response.deepCopy()));
    }

    private void send(String type, JsonNode data) {
        ObjectNode event = object().put("type", type).put("sequence_number", sequence++);
        events.accept(type, event.setAll((ObjectNode) data));
    }

    private static ObjectNode usage(Usage usage) {
        ObjectNode node = object().put("input_tokens", usage.promptTokens());
        node.putObject("input_tokens_details").put("cached_tokens", usage.cachedTokens());
        node.put("output_tokens", usage.completionTokens());
        node.putObject("output_tokens_details").put("reasoning_tokens", usage.reasoningTokens());
        return node.put("total_tokens", usage.totalTokens());
    }

    private static String id(String prefix) {
        return prefix + "_" + UUID.randomUUID().toString().replace("-", "");
    }

    private static ObjectNode object() {
        return EventCodec.json().createObjectNode();
    }
}
