package org.llmspace.web.api;

import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.Failure;
import org.llmspace.contracts.pipeline.Media;
import org.llmspace.web.call.CallStream;
import org.llmspace.web.call.Events;
import org.llmspace.web.call.OpenCall;
import org.llmspace.web.call.OpenCalls;
import org.llmspace.web.endpoint.Answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// An answer as it is made: `delta` events with more text, `restart` when a new attempt begins anew, then one `result` or
/// `error`.
final class ApiEvents extends CallStream {

    private final OpenCall call;
    private final String space;
    private final ObjectMapper json;
    private String said = "";

    ApiEvents(OpenCall call, OpenCalls calls, String space, ObjectMapper json) {
        super(call, calls);
        this.call = call;
        this.space = space;
        this.json = json;
    }

    static Map<String, @Nullable Object> result(OpenCall call, Answer answer, String space, ObjectMapper json) {
        Map<String, @Nullable Object> result = new LinkedHashMap<>();
        result.put("id", call.id());
        result.put("model", answer.model());
        List<@Nullable Object> values = call.values(answer, space);
        result.put("data", values.size() == 1 ? values.getFirst() : values);
        result.put("output", output(call, answer, values, json));
        result.put("citations", answer.citations());
        result.put("duration_ms", answer.durationMs());
        return result;
    }

    /// The answer in the Hub's shape, with references to images and recordings in their place.
    private static @Nullable JsonNode output(OpenCall call, Answer answer, List<@Nullable Object> references,
            ObjectMapper json) {
        Map<String, @Nullable Object> whole = new LinkedHashMap<>();
        whole.put("output", answer.output());
        JsonNode output = json.<JsonNode> valueToTree(whole).get("output");
        List<@Nullable Object> values = call.values(answer);
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i) instanceof Media media && output instanceof ObjectNode object) {
                JsonNode bytes = json.valueToTree(media);
                JsonNode reference = json.valueToTree(references.get(i));
                object.properties()
                        .forEach(field -> field.setValue(field.getValue().equals(bytes) ? reference : field.getValue()));
            }
        }
        return output;
    }

    @Override
    protected boolean say(Answer answer, OutputStream out) throws IOException {
        String before = said;
        if (!answer.text().startsWith(said)) {
            send(out, "restart", Map.of());
            said = "";
        }
        if (answer.text().length() > said.length()) {
            send(out, "delta", Map.of("text", answer.text().substring(said.length())));
            said = answer.text();
        }
        if (answer.ended()) {
            end(out, answer);
        }
        return !said.equals(before);
    }

    private void end(OutputStream out, Answer answer) throws IOException {
        Failure failure = answer.failure();
        if (failure == null) {
            send(out, "result", result(call, answer, space, json));
        } else {
            send(out, "error", Map.of("code", failure.code().wireName(), "message", failure.message()));
        }
    }

    private void send(OutputStream out, String event, Object data) throws IOException {
        Events.send(out, "event: " + event + "\ndata: " + json.writeValueAsString(data) + "\n\n");
    }
}
