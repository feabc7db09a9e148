package org.llmspace.web.gradio;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.llmspace.web.call.Events;
import org.llmspace.web.call.OpenCall;
import org.llmspace.web.call.OpenCalls;

import com.fasterxml.jackson.databind.ObjectMapper;

/// The one stream of a session: everything about all its running calls, on whichever replica they were taken. It ends
/// with `close_stream`, some time after the last call has ended, because a client may begin the next call just then.
final class SessionStream implements Events {

    static final Duration GRACE = Duration.ofMillis(600);
    private static final Duration UNKNOWN_SESSION = Duration.ofSeconds(3);
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(1_000);

    private final String session;
    private final OpenCalls calls;
    private final String space;
    private final ObjectMapper json;
    private final Map<OpenCall, EventCursor> cursors = new LinkedHashMap<>();
    private Instant busyAt = Instant.now();
    private Instant beatAt = busyAt;
    private int first;

    SessionStream(String session, OpenCalls calls, String space, ObjectMapper json) {
        this.session = session;
        this.calls = calls;
        this.space = space;
        this.json = json;
    }

    @Override
    public OpenCall.Watch watch(Runnable bell) {
        OpenCall.Watch watch = calls.watchSession(session, bell);
        first = firstUndelivered(calls.ofSession(session));
        return watch;
    }

    @Override
    public Optional<Duration> say(OutputStream output) throws IOException {
        EventBytes out = new EventBytes(output, json);
        Instant now = Instant.now();
        if (advance(out)) {
            busyAt = now;
        }
        if (calls.stopping()) {
            out.message(Messages.unexpectedError(Messages.SERVER_STOPPED, false));
            out.message(Messages.closeStream());
            return Optional.empty();
        }
        boolean unknown = cursors.isEmpty();
        if (Duration.between(busyAt, now).compareTo(unknown ? UNKNOWN_SESSION : GRACE) >= 0) {
            close(out, unknown);
            return Optional.empty();
        }
        if (Duration.between(beatAt, now).compareTo(HEARTBEAT) >= 0) {
            out.message(Messages.heartbeat());
            beatAt = now;
        }
        return Optional.of(pause());
    }

    /// Says what is new.
    ///
    /// @return whether anything is still open
    private boolean advance(EventBytes out) throws IOException {
        List<OpenCall> ofSession = calls.ofSession(session);
        for (OpenCall call : ofSession.subList(Math.min(first, ofSession.size()), ofSession.size())) {
            if (!call.delivered()) {
                cursors.computeIfAbsent(call, open -> new EventCursor(open, calls, space));
            }
        }
        boolean open = false;
        for (EventCursor cursor : cursors.values()) {
            boolean wasOpen = !cursor.done();
            cursor.advance(out);
            open |= wasOpen;
        }
        return open;
    }

    private Duration pause() {
        boolean quiet = cursors.values().stream().allMatch(EventCursor::done);
        boolean cancelling = cursors.keySet().stream().anyMatch(call -> call.cancelRequestedAt().isPresent());
        return quiet || cancelling ? Duration.ofMillis(50) : LOOK_AGAIN;
    }

    private static void close(EventBytes out, boolean unknown) throws IOException {
        if (unknown) {
            out.message(Messages.unexpectedError("Session not found. Nothing is running in it; call again.", true));
        }
        out.message(Messages.closeStream());
    }

    /// Streams close once all calls of a session have ended and been quiet for a while. So whatever ended before such a
    /// quiet time was brought to the client by an earlier stream, maybe on another replica, and must not be said twice.
    static int firstUndelivered(List<OpenCall> ofSession) {
        Instant allEndedAt = Instant.MIN;
        int first = 0;
        for (int i = 0; i < ofSession.size(); i++) {
            OpenCall call = ofSession.get(i);
            if (call.acceptedAt().isAfter(allEndedAt.equals(Instant.MAX) ? allEndedAt : plusGrace(allEndedAt))) {
                first = i;
            }
            Instant endedAt = call.endedAt().orElse(Instant.MAX);
            allEndedAt = endedAt.isAfter(allEndedAt) ? endedAt : allEndedAt;
        }
        return first;
    }

    private static Instant plusGrace(Instant time) {
        return time.equals(Instant.MIN) ? time : time.plus(GRACE);
    }
}
