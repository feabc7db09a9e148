package org.llmspace.web.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import jakarta.ws.rs.core.StreamingOutput;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.Failure;
import org.llmspace.web.call.Bell;
import org.llmspace.web.call.OpenCall;
import org.llmspace.web.call.OpenCalls;
import org.llmspace.web.endpoint.Answer;

import com.fasterxml.jackson.databind.ObjectMapper;

/// An answer as it is made: `delta` events with more text, `restart` when a new attempt begins anew, then one `result` or
/// `error`.
final class ApiEvents implements StreamingOutput {

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final int QUIET_SECONDS = 15;

    private final OpenCall call;
    private final OpenCalls calls;
    private final ObjectMapper json;

    ApiEvents(OpenCall call, OpenCalls calls, ObjectMapper json) {
        this.call = call;
        this.calls = calls;
        this.json = json;
    }

    static Map<String, @Nullable Object> result(OpenCall call, Answer answer) {
        Map<String, @Nullable Object> result = new LinkedHashMap<>();
        result.put("id", call.id());
        result.put("model", answer.model());
        List<@Nullable Object> values = call.values(answer);
        result.put("data", values.size() == 1 ? values.getFirst() : values);
        result.put("output", answer.output());
        result.put("citations", answer.citations());
        result.put("duration_ms", answer.durationMs());
        return result;
    }

    @Override
    public void write(OutputStream out) throws IOException {
        Bell bell = new Bell();
        try (var watch = call.watch(bell)) {
            stream(out, bell);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    private void stream(OutputStream out, Bell bell) throws IOException, InterruptedException {
        String said = "";
        int quiet = 0;
        while (true) {
            Answer answer = calls.find(call.id()).map(OpenCall::answer).orElseGet(call::answer);
            if (!answer.text().startsWith(said)) {
                send(out, "restart", Map.of());
                said = "";
            }
            if (answer.text().length() > said.length()) {
                send(out, "delta", Map.of("text", answer.text().substring(said.length())));
                said = answer.text();
                quiet = 0;
            }
            if (answer.ended()) {
                end(out, answer);
                return;
            }
            if (++quiet % QUIET_SECONDS == 0) {
                out.write(": still here\n\n".getBytes(UTF_8));
                out.flush();
            }
            bell.await(LOOK_AGAIN);
        }
    }

    private void end(OutputStream out, Answer answer) throws IOException {
        Failure failure = answer.failure();
        if (failure == null) {
            send(out, "result", result(call, answer));
        } else {
            send(out, "error", Map.of("code", failure.code().wireName(), "message", failure.message()));
        }
    }

    private void send(OutputStream out, String event, Object data) throws IOException {
        out.write(("event: " + event + "\ndata: " + json.writeValueAsString(data) + "\n\n").getBytes(UTF_8));
        out.flush();
    }
}
