package org.llmspace.chat.openai;

import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.kafka.EventCodec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// The body of a request for a response, said in the words of chat completions, which are read in one place.
final class ResponseRequest {

    private static final Map<String, String> OWN_WORDS = Map.of("max_tokens", "max_output_tokens", "reasoning_effort",
            "reasoning.effort", "response_format", "text.format");

    private final JsonNode body;
    private final ArrayNode messages = EventCodec.json().createArrayNode();

    private ResponseRequest(JsonNode body) {
        this.body = body;
    }

    /// @param earlier the messages of the response that this one follows; null if it follows none
    static ObjectNode asCompletion(JsonNode body, @Nullable ArrayNode earlier) {
        ResponseRequest request = new ResponseRequest(body);
        if (earlier != null) {
            request.messages.addAll(earlier);
        }
        request.readInput();
        return request.completion();
    }

    /// Reads what [#asCompletion] made; a mistake is told in the caller's words.
    static CompletionRequest read(ObjectNode chat) {
        try {
            return CompletionRequest.of(chat);
        } catch (ApiException e) {
            ApiError error = e.error();
            String param = error.param();
            if (param == null) {
                throw e;
            }
            String own = param.startsWith("messages") ? "input" : OWN_WORDS.getOrDefault(param, param);
            throw new ApiException(new ApiError(error.status(), error.type(), error.code(), own,
                    error.message().replace("'" + param + "'", "'" + own + "'").replace("'json_schema.schema'", "'schema'")));
        }
    }

    private ObjectNode completion() {
        ObjectNode chat = object();
        chat.set("model", body.path("model"));
        ArrayNode all = chat.putArray("messages");
        if (body.hasNonNull("instructions")) {
            all.addObject().put("role", "system").put("content", body.path("instructions").asText());
        }
        all.addAll(messages);
        for (String same : new String[] { "temperature", "top_p", "parallel_tool_calls", "stream", "safety_identifier" }) {
            copy(body.path(same), chat, same);
        }
        JsonNode conversation = body.path("conversation");
        copy(conversation.isObject() ? conversation.path("id") : conversation, chat, "conversation");
        copy(body.path("max_output_tokens"), chat, "max_tokens");
        copy(body.at("/reasoning/effort"), chat, "reasoning_effort");
        body.path("tools").forEach(tool -> chat.withArray("tools").add(tool(tool)));
        JsonNode choice = body.path("tool_choice");
        copy(choice.isObject() ? nested(choice) : choice, chat, "tool_choice");
        JsonNode format = body.at("/text/format");
        copy(format.path("type").asText().equals("json_schema") ? schema(format) : format, chat, "response_format");
        if (body.path("background").asBoolean(false)) {
            throw unsupported("background", "'background' is not offered; use 'stream', or the Kafka topics");
        }
        return chat;
    }

    private void readInput() {
        JsonNode input = body.path("input");
        if (input.isTextual()) {
            messages.addObject().put("role", "user").put("content", input.asText());
        } else if (input.isArray() && !input.isEmpty()) {
            input.forEach(this::read);
        } else {
            throw new ApiException(ApiError.invalid("input", "'input' must be a text or a list of items, not empty"));
        }
    }

    private void read(JsonNode item) {
        switch (item.path("type").asText("message")) {
            case "message" -> {
                ObjectNode message = messages.addObject().put("role", item.path("role").asText());
                message.set("content", content(item.path("content")));
            }
            case "function_call" -> addCall(item);
            case "function_call_output" -> messages.addObject().put("role", "tool")
                    .put("tool_call_id", item.path("call_id").asText()).put("content", text(item.path("output")));
            case "reasoning", "item_reference" -> {
                // the model's own notes; nothing to read in them
            }
            default -> throw unsupported("input",
                    "input items of type '%s' are not offered".formatted(item.path("type").asText()));
        }
    }

    /// Calls that follow one another are one message.
    private void addCall(JsonNode item) {
        JsonNode last = messages.path(messages.size() - 1);
        ObjectNode message = last instanceof ObjectNode before && before.has("tool_calls") ? before
                : messages.addObject().put("role", "assistant");
        ObjectNode call = message.withArray("tool_calls").addObject().put("id", item.path("call_id").asText())
                .put("type", "function");
        call.putObject("function").put("name", item.path("name").asText()).put("arguments",
                item.path("arguments").asText());
    }

    private static JsonNode content(JsonNode content) {
        if (!content.isArray()) {
            return content;
        }
        ArrayNode parts = EventCodec.json().createArrayNode();
        content.forEach(part -> parts.add(part(part)));
        return parts;
    }

    private static ObjectNode part(JsonNode part) {
        return switch (part.path("type").asText()) {
            case "input_text", "output_text", "text" -> object().put("type", "text").put("text", part.path("text").asText());
            case "refusal" -> object().put("type", "text").put("text", part.path("refusal").asText());
            case "input_image" -> {
                ObjectNode image = object().put("type", "image_url");
                copy(part.path("detail"), image.putObject("image_url").put("url", part.path("image_url").asText()), "detail");
                yield image;
            }
            case "input_file" -> {
                ObjectNode file = object().put("type", "file");
                copy(part.path("filename"), file.putObject("file").put("file_data", part.path("file_data").asText()),
                        "filename");
                yield file;
            }
            default -> throw unsupported("input",
                    "content of type '%s' is not offered".formatted(part.path("type").asText()));
        };
    }

    private static String text(JsonNode output) {
        if (!output.isArray()) {
            return output.asText();
        }
        StringBuilder text = new StringBuilder();
        output.forEach(part -> text.append(part.path("text").asText()));
        return text.toString();
    }

    private static ObjectNode tool(JsonNode tool) {
        if (!tool.path("type").asText().equals("function")) {
            throw unsupported("tools", "tools of type '%s' are not offered; 'function' is"
                    .formatted(tool.path("type").asText()));
        }
        return nested(tool);
    }

    private static ObjectNode nested(JsonNode flat) {
        ObjectNode function = flat.deepCopy();
        function.remove("type");
        ObjectNode nested = object().put("type", "function");
        nested.set("function", function);
        return nested;
    }

    private static ObjectNode schema(JsonNode flat) {
        ObjectNode schema = flat.deepCopy();
        schema.remove("type");
        ObjectNode nested = object().put("type", "json_schema");
        nested.set("json_schema", schema);
        return nested;
    }

    private static void copy(JsonNode value, ObjectNode to, String name) {
        if (!value.isMissingNode() && !value.isNull()) {
            to.set(name, value);
        }
    }

    private static ApiException unsupported(String param, String message) {
        return new ApiException(new ApiError(400, "invalid_request_error", "unsupported_parameter", param, message));
    }

    private static ObjectNode object() {
        return EventCodec.json().createObjectNode();
    }
}
