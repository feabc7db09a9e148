package org.llmspace.web.gradio;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.Failure;
import org.llmspace.web.call.Events;
import org.llmspace.web.call.OpenCall;
import org.llmspace.web.call.OpenCalls;
import org.llmspace.web.endpoint.Answer;

import com.fasterxml.jackson.databind.ObjectMapper;

/// The stream of one call for curl: event names and full values.
final class EventStream implements Events {

    private static final Duration UNKNOWN_EVENT = Duration.ofSeconds(2);
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final String event;
    private final String endpoint;
    private final OpenCalls calls;
    private final String space;
    private final ObjectMapper json;
    private @Nullable OpenCall found;
    private List<@Nullable Object> said = List.of();
    private Instant beatAt = Instant.now();

    EventStream(String event, String endpoint, OpenCalls calls, String space, ObjectMapper json) {
        this.event = event;
        this.endpoint = endpoint;
        this.calls = calls;
        this.space = space;
        this.json = json;
    }

    @Override
    public OpenCall.Watch watch(Runnable bell) throws InterruptedException {
        found = calls.await(event, UNKNOWN_EVENT).filter(known -> known.endpoint().name().equals(endpoint)).orElse(null);
        return found == null ? Events.super.watch(bell) : found.watch(bell);
    }

    @Override
    public Optional<Duration> say(OutputStream output) throws IOException {
        EventBytes out = new EventBytes(output, json);
        OpenCall call = found;
        if (call == null) {
            out.event("error", "404: Not Found");
            return Optional.empty();
        }
        Answer answer = calls.find(event).map(OpenCall::answer).orElseGet(call::answer);
        if (answer.ended()) {
            end(call, answer, out);
            return Optional.empty();
        }
        List<@Nullable Object> values = call.values(answer, space);
        if (call.endpoint().streams() && EventCursor.tells(values) && !values.equals(said)) {
            out.event("generating", values);
            said = values;
        }
        if (Duration.between(beatAt, Instant.now()).compareTo(HEARTBEAT) >= 0) {
            out.event("heartbeat", null);
            beatAt = Instant.now();
        }
        return Optional.of(LOOK_AGAIN);
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
