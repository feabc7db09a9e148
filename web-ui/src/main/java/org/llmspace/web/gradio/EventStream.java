package org.llmspace.web.gradio;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import jakarta.ws.rs.core.StreamingOutput;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.Failure;
import org.llmspace.web.call.Bell;
import org.llmspace.web.call.OpenCall;
import org.llmspace.web.call.OpenCalls;
import org.llmspace.web.endpoint.Answer;

import com.fasterxml.jackson.databind.ObjectMapper;

/// The stream of one call for curl: event names and full values.
final class EventStream implements StreamingOutput {

    private static final Duration UNKNOWN_EVENT = Duration.ofSeconds(2);
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);

    private final String event;
    private final String endpoint;
    private final OpenCalls calls;
    private final String space;
    private final ObjectMapper json;

    EventStream(String event, String endpoint, OpenCalls calls, String space, ObjectMapper json) {
        this.event = event;
        this.endpoint = endpoint;
        this.calls = calls;
        this.space = space;
        this.json = json;
    }

    @Override
    public void write(OutputStream output) throws IOException {
        EventBytes out = new EventBytes(output, json);
        try {
            Optional<OpenCall> call = calls.await(event, UNKNOWN_EVENT)
                    .filter(found -> found.endpoint().name().equals(endpoint));
            if (call.isPresent()) {
                stream(call.get(), out);
            } else {
                out.event("error", "404: Not Found");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    private void stream(OpenCall call, EventBytes out) throws IOException, InterruptedException {
        Bell bell = new Bell();
        List<@Nullable Object> said = List.of();
        Instant beatAt = Instant.now();
        try (var watch = call.watch(bell)) {
            while (true) {
                Answer answer = calls.find(event).map(OpenCall::answer).orElseGet(call::answer);
                List<@Nullable Object> values = call.values(answer, space);
                if (answer.ended()) {
                    end(call, answer, out);
                    return;
                }
                if (call.endpoint().streams() && EventCursor.tells(values) && !values.equals(said)) {
                    out.event("generating", values);
                    said = values;
                }
                if (Duration.between(beatAt, Instant.now()).compareTo(HEARTBEAT) >= 0) {
                    out.event("heartbeat", null);
                    beatAt = Instant.now();
                }
                bell.await(Duration.ofSeconds(1));
            }
        }
    }

    private void end(OpenCall call, Answer answer, EventBytes out) throws IOException {
        Failure failure = answer.failure();
        if (failure != null) {
            out.event("error", Messages.error(failure.message()));
        } else {
            out.event("complete", Messages.data(call, answer, space));
        }
    }
}
