package org.llmspace.chat.openai;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.chat.ChatMessage;
import org.llmspace.contracts.chat.ChatRequest;
import org.llmspace.contracts.chat.Document;
import org.llmspace.contracts.chat.GenerationOptions;
import org.llmspace.contracts.chat.Shot;
import org.llmspace.contracts.chat.TemplateReference;
import org.llmspace.contracts.chat.ToolUse;
import org.llmspace.contracts.kafka.EventCodec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// The body of a request for a chat completion.
///
/// @param asked the model as the client named it
record CompletionRequest(String asked, ChatRequest.Turn turn, int n, boolean stream, boolean usageWanted) {

    private static final int MOST_CHOICES = 128;

    static CompletionRequest of(JsonNode body) {
        JsonNode model = body.path("model");
        if (!model.isTextual() || model.asText().isBlank()) {
            throw new ApiException(ApiError.invalid("model", "you must provide a model parameter"));
        }
        CompletionFields.check(body);
        List<ChatMessage> messages = messages(body);
        List<Document> documents = list(body, "documents", Document.class);
        ToolUse tools = body.hasNonNull("tool_use") ? read(body.get("tool_use"), ToolUse.class, "tool_use") : null;
        TemplateReference template = body.hasNonNull("template")
                ? read(body.get("template"), TemplateReference.class, "template")
                : null;
        ChatRequest.Turn turn = new ChatRequest.Turn(model.asText(), text(body, "conversation"), text(body, "parent"), messages,
                options(body), documents, list(body, "document_ids", String.class), list(body, "examples", Shot.class),
                template, tools, text(body, "owner"),
                Map.of());
        return new CompletionRequest(model.asText(), turn, choices(body), flag(body, "stream"),
                flag(body.path("stream_options"), "include_usage"));
    }

    /// Whether the caller lets the Space run tools, and so has to know what it does.
    boolean stepsWanted() {
        return turn.toolUse() != null;
    }

    /// In a conversation there may be none: then the message that it follows is answered once more. A template may be the
    /// question itself.
    private static List<ChatMessage> messages(JsonNode body) {
        JsonNode array = body.path("messages");
        if (!array.isArray() || array.isEmpty() && !body.hasNonNull("conversation") && !body.hasNonNull("template")) {
            throw new ApiException(
                    ApiError.invalid("messages", "'messages' must be an array with at least one message, the question last"));
        }
        List<ChatMessage> messages = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            array.get(i).path("content").forEach(CompletionRequest::sayRefusal);
            messages.add(read(array.get(i), ChatMessage.class, "messages[%d]".formatted(i)));
        }
        return messages;
    }

    /// What an assistant has refused with is a text among others.
    private static void sayRefusal(JsonNode part) {
        if (part instanceof ObjectNode refusal && part.path("type").asText().equals("refusal")) {
            refusal.put("type", "text").put("text", refusal.path("refusal").asText()).remove("refusal");
        }
    }

    private static GenerationOptions options(JsonNode body) {
        ObjectNode known = EventCodec.json().createObjectNode();
        for (String name : List.of("temperature", "top_p", "max_tokens", "stop", "seed", "presence_penalty",
                "frequency_penalty", "tools", "tool_choice", "response_format", "reasoning_effort", "parallel_tool_calls")) {
            if (body.hasNonNull(name)) {
                known.set(name, body.get(name));
            }
        }
        ObjectNode extra = known.putObject("extra");
        for (String name : List.of("logit_bias", "top_k", "min_p", "service_tier", "verbosity", "safety_identifier",
                "prompt_cache_key")) {
            if (body.hasNonNull(name)) {
                extra.set(name, body.get(name));
            }
        }
        if (flag(body, "logprobs")) {
            extra.put("logprobs", true);
            if (body.hasNonNull("top_logprobs")) {
                extra.set("top_logprobs", body.get("top_logprobs"));
            }
        } else if (body.hasNonNull("top_logprobs")) {
            throw new ApiException(ApiError.invalid("top_logprobs", "'top_logprobs' needs 'logprobs' to be true"));
        }
        if (body.hasNonNull("max_completion_tokens")) {
            known.set("max_tokens", body.get("max_completion_tokens"));
        }
        GenerationOptions options = read(known, GenerationOptions.class, null);
        String format = body.at("/response_format/type").asText("text");
        if (!List.of("text", "json_object", "json_schema").contains(format)
                || format.equals("json_schema") && !body.at("/response_format/json_schema/schema").isObject()) {
            throw new ApiException(ApiError.invalid("response_format",
                    "'response_format' must be of type text, json_object, or json_schema with a 'json_schema.schema'"));
        }
        return options;
    }

    private static int choices(JsonNode body) {
        JsonNode n = body.path("n");
        if (n.isMissingNode() || n.isNull()) {
            return 1;
        }
        if (!n.isInt() || n.asInt() < 1 || n.asInt() > MOST_CHOICES) {
            throw new ApiException(ApiError.invalid("n", "'n' must be a number from 1 to " + MOST_CHOICES));
        }
        return n.asInt();
    }

    static boolean flag(JsonNode node, String name) {
        JsonNode value = node.path(name);
        if (!value.isMissingNode() && !value.isNull() && !value.isBoolean()) {
            throw new ApiException(ApiError.invalid(name, "'%s' must be true or false".formatted(name)));
        }
        return value.asBoolean(false);
    }

    private static @Nullable String text(JsonNode body, String name) {
        return body.hasNonNull(name) ? body.get(name).asText() : null;
    }

    private static <T> List<T> list(JsonNode body, String name, Class<T> kind) {
        List<T> values = new ArrayList<>();
        body.path(name).forEach(item -> values.add(read(item, kind, name)));
        return values;
    }

    static <T> T read(JsonNode node, Class<T> kind, @Nullable String param) {
        try {
            T value = EventCodec.json().treeToValue(node, kind);
            if (value != null) {
                return value;
            }
            throw new ApiException(ApiError.invalid(param, "'%s' must not be null".formatted(param)));
        } catch (JsonProcessingException e) {
            String field = e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()
                    ? mapping.getPath().getLast().getFieldName()
                    : null;
            throw new ApiException(ApiError.invalid(param == null ? field : param, EventCodec.reason(e)));
        }
    }
}
