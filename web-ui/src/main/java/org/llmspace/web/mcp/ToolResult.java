package org.llmspace.web.mcp;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.Failure;
import org.llmspace.contracts.pipeline.Media;
import org.llmspace.web.call.OpenCall;
import org.llmspace.web.endpoint.Answer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/// What a call gave, as a tool's result: text for models, and the values themselves for programs.
final class ToolResult {

    private ToolResult() {
    }

    static Map<String, Object> of(OpenCall call, Answer answer, String space, ObjectMapper json) {
        Failure failure = answer.failure();
        if (failure != null) {
            return error(failure.message());
        }
        if (answer.stage() == Answer.Stage.CANCELLED) {
            return error("The call was cancelled.");
        }
        List<@Nullable Object> values = call.values(answer);
        List<@Nullable Object> references = call.values(answer, space);
        List<Object> content = new ArrayList<>();
        Map<String, Object> structured = new LinkedHashMap<>();
        for (int i = 0; i < values.size(); i++) {
            Object value = references.get(i);
            if (value != null) {
                byte[] data = values.get(i) instanceof Media media ? media.data() : null;
                if (data != null) {
                    addFile(content, data, (Map<?, ?>) value);
                } else {
                    content.add(text(value instanceof String text ? text : write(value, json)));
                }
                structured.put(call.endpoint().returns().get(i).name(), value);
            }
        }
        return Map.of("content", content, "structuredContent", structured, "isError", false);
    }

    /// As Gradio does: the image or the recording itself, then where it is.
    private static void addFile(List<Object> content, byte[] data, Map<?, ?> reference) {
        String type = String.valueOf(reference.get("mime_type"));
        String kind = type.substring(0, Math.max(0, type.indexOf('/')));
        if (kind.equals("image") || kind.equals("audio")) {
            content.add(Map.of("type", kind, "data", Base64.getEncoder().encodeToString(data), "mimeType", type));
        }
        content.add(text("%s URL: %s".formatted(kind.equals("image") ? "Image" : kind.equals("audio") ? "Audio" : "File",
                reference.get("url"))));
    }

    private static Map<String, Object> text(String text) {
        return Map.of("type", "text", "text", text);
    }

    /// An error that the model is told, so that it can do better.
    static Map<String, Object> error(String message) {
        return Map.of("content", List.of(text(message)), "isError", true);
    }

    private static String write(Object value, ObjectMapper json) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
