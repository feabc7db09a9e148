package org.llmspace.web.mcp;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.Failure;
import org.llmspace.web.call.OpenCall;
import org.llmspace.web.endpoint.Answer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/// What a call gave, as a tool's result: text for models, and the values themselves for programs.
final class ToolResult {

    private ToolResult() {
    }

    static Map<String, Object> of(OpenCall call, Answer answer, ObjectMapper json) {
        Failure failure = answer.failure();
        if (failure != null) {
            return error(failure.message());
        }
        if (answer.stage() == Answer.Stage.CANCELLED) {
            return error("The call was cancelled.");
        }
        List<@Nullable Object> values = call.values(answer);
        List<Object> content = new ArrayList<>();
        Map<String, Object> structured = new LinkedHashMap<>();
        for (int i = 0; i < values.size(); i++) {
            Object value = values.get(i);
            if (value != null) {
                content.add(Map.of("type", "text", "text", value instanceof String text ? text : write(value, json)));
                structured.put(call.endpoint().returns().get(i).name(), value);
            }
        }
        return Map.of("content", content, "structuredContent", structured, "isError", false);
    }

    /// An error that the model is told, so that it can do better.
    static Map<String, Object> error(String message) {
        return Map.of("content", List.of(Map.of("type", "text", "text", message)), "isError", true);
    }

    private static String write(Object value, ObjectMapper json) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
