package org.llmspace.chat.openai;

import java.util.List;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;

/// Says which field of a request for a chat completion is wrong before anybody is asked, in the words and limits of OpenAI's
/// reference. Fields that are not known here are nobody's mistake.
final class CompletionFields {

    private static final int MOST_STOPS = 4;
    private static final List<String> PARTS = List.of("text", "image_url", "input_audio", "file", "refusal");

    private final JsonNode body;

    private CompletionFields(JsonNode body) {
        this.body = body;
    }

    /// @throws ApiException with the name of the first field that is wrong
    static void check(JsonNode body) {
        CompletionFields fields = new CompletionFields(body);
        fields.checkNumbers();
        fields.checkKinds();
        fields.checkStop();
        fields.checkTools();
        for (int i = 0; i < body.path("messages").size(); i++) {
            checkMessage(body.path("messages").get(i), "messages[%d]".formatted(i));
        }
    }

    private void checkNumbers() {
        checkRange("temperature", 0, 2);
        checkRange("top_p", 0, 1);
        checkRange("presence_penalty", -2, 2);
        checkRange("frequency_penalty", -2, 2);
        checkRange("top_logprobs", 0, 20);
        for (String whole : List.of("max_tokens", "max_completion_tokens", "seed", "top_logprobs")) {
            need(!body.hasNonNull(whole) || body.path(whole).isIntegralNumber(), whole, "'%s' must be a whole number");
        }
        for (String limit : List.of("max_tokens", "max_completion_tokens")) {
            need(!body.hasNonNull(limit) || body.path(limit).asLong() >= 1, limit, "'%s' must be at least 1");
            need(!body.hasNonNull(limit) || body.path(limit).canConvertToInt(), limit,
                    "'%s' must be at most " + Integer.MAX_VALUE);
        }
    }

    private void checkRange(String name, int least, int most) {
        JsonNode value = body.path(name);
        need(value.isMissingNode() || value.isNull()
                || value.isNumber() && value.asDouble() >= least && value.asDouble() <= most, name,
                "'%s' must be a number from " + least + " to " + most);
    }

    private void checkKinds() {
        for (String object : List.of("stream_options", "response_format", "logit_bias")) {
            need(!body.hasNonNull(object) || body.path(object).isObject(), object, "'%s' must be an object");
        }
        for (String text : List.of("conversation", "parent", "owner")) {
            need(!body.hasNonNull(text) || body.path(text).isTextual(), text, "'%s' must be a text");
        }
        for (String list : List.of("documents", "document_ids", "examples")) {
            need(!body.hasNonNull(list) || body.path(list).isArray(), list, "'%s' must be a list");
        }
        for (JsonNode modality : body.path("modalities")) {
            if (!modality.asText().equals("text")) {
                throw unsupported("modalities", "answers are 'text'; POST /v1/audio/speech speaks them");
            }
        }
        for (String old : List.of("functions", "function_call")) {
            if (body.hasNonNull(old)) {
                throw unsupported(old, "'%s' is not offered any more; use 'tools' and 'tool_choice'".formatted(old));
            }
        }
        for (String flag : List.of("parallel_tool_calls", "logprobs", "stream")) {
            need(!body.hasNonNull(flag) || body.path(flag).isBoolean(), flag, "'%s' must be true or false");
        }
        need(!body.hasNonNull("reasoning_effort") || body.path("reasoning_effort").isTextual(), "reasoning_effort",
                "'%s' must be a text, for instance low, medium or high");
    }

    private void checkStop() {
        JsonNode stop = body.path("stop");
        boolean texts = stop.isArray();
        for (JsonNode each : stop) {
            texts &= each.isTextual();
        }
        need(!body.hasNonNull("stop") || stop.isTextual() || texts, "stop", "'%s' must be a text or a list of texts");
        need(stop.size() <= MOST_STOPS, "stop", "'%s' takes at most 4 sequences");
    }

    private void checkTools() {
        JsonNode tools = body.path("tools");
        need(!body.hasNonNull("tools") || tools.isArray(), "tools", "'%s' must be a list");
        for (int i = 0; i < tools.size(); i++) {
            String param = "tools[%d]".formatted(i);
            String type = tools.get(i).path("type").asText();
            if (!type.equals("function")) {
                throw unsupported(param, "tools of type '%s' are not offered; 'function' is".formatted(type));
            }
            JsonNode name = tools.get(i).at("/function/name");
            need(name.isTextual() && !name.asText().isBlank(), param, "'%s' needs 'function.name'");
            JsonNode parameters = tools.get(i).at("/function/parameters");
            need(parameters.isMissingNode() || parameters.isNull() || parameters.isObject(), param,
                    "'function.parameters' of '%s' must be a JSON Schema, an object");
        }
        JsonNode choice = body.path("tool_choice");
        boolean known = List.of("auto", "none", "required").contains(choice.asText())
                || choice.at("/function/name").isTextual();
        need(!body.hasNonNull("tool_choice") || known, "tool_choice", "'%s' must be auto, none, required or a function");
        need(!tools.isEmpty() || body.hasNonNull("tool_use") || !choice.isObject() && !choice.asText().equals("required"),
                "tool_choice", "'%s' needs 'tools' to choose from");
        need(!choice.isObject() || tools.isEmpty() || body.hasNonNull("tool_use") || offered(choice.at("/function/name")),
                "tool_choice", "'%s' names a function that is not in 'tools'");
    }

    private boolean offered(JsonNode name) {
        for (JsonNode tool : body.path("tools")) {
            if (tool.at("/function/name").equals(name)) {
                return true;
            }
        }
        return false;
    }

    private static void checkMessage(JsonNode message, String param) {
        JsonNode content = message.path("content");
        need(content.isMissingNode() || content.isNull() || content.isTextual() || content.isArray() || content.isObject(),
                param,
                "'content' of %s must be a text or a list of parts");
        for (JsonNode part : content.isArray() ? content : List.<JsonNode> of()) {
            String type = part.path("type").asText("text");
            need(part.isTextual() || part.isObject() && PARTS.contains(type), param, part.isObject()
                    ? "%s has a part of type '" + type.replace("%", "%%") + "'; parts are text, image_url, input_audio or file"
                    : "the parts of %s must be objects");
        }
        need(!message.path("role").asText().equals("user") || message.hasNonNull("content"), param,
                "%s is a question, and needs 'content'");
        need(!message.path("role").asText().equals("tool") || message.hasNonNull("tool_call_id"), param,
                "%s is a result, and needs the 'tool_call_id' of its call");
    }

    private static ApiException unsupported(String param, String message) {
        return new ApiException(new ApiError(400, "invalid_request_error", "unsupported_parameter", param, message));
    }

    /// @param message with `%s` where the name of the field goes
    private static void need(boolean right, @Nullable String param, String message) {
        if (!right) {
            throw new ApiException(ApiError.invalid(param, message.formatted(param)));
        }
    }
}
