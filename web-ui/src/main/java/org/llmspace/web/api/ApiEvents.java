package org.llmspace.web.api;

import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.Failure;
import org.llmspace.web.call.CallStream;
import org.llmspace.web.call.OpenCall;
import org.llmspace.web.call.OpenCalls;
import org.llmspace.web.endpoint.Answer;

import com.fasterxml.jackson.databind.ObjectMapper;

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

    static Map<String, @Nullable Object> result(OpenCall call, Answer answer, String space) {
        Map<String, @Nullable Object> result = new LinkedHashMap<>();
        result.put("id", call.id());
        result.put("model", answer.model());
        List<@Nullable Object> values = call.values(answer, space);
        result.put("data", values.size() == 1 ? values.getFirst() : values);
        result.put("output", answer.output());
        result.put("citations", answer.citations());
        result.put("duration_ms", answer.durationMs());
        return result;
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
            send(out, "result", result(call, answer, space));
        } else {
            send(out, "error", Map.of("code", failure.code().wireName(), "message", failure.message()));
        }
    }

    private void send(OutputStream out, String event, Object data) throws IOException {
        send(out, "event: " + event + "\ndata: " + json.writeValueAsString(data) + "\n\n");
    }
}
