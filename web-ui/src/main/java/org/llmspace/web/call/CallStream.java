package org.llmspace.web.call;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;

import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;

import org.llmspace.web.endpoint.Answer;

/// One call as a stream of server-sent events, until it has ended. What an event says is up to the door.
public abstract class CallStream implements StreamingOutput {

    private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final OpenCall call;
    private final OpenCalls calls;

    protected CallStream(OpenCall call, OpenCalls calls) {
        this.call = call;
        this.calls = calls;
    }

    /// Says what is new, and at the end of the call how it ended.
    ///
    /// @return whether there was anything to say
    protected abstract boolean say(Answer answer, OutputStream out) throws IOException;

    /// Proxies close streams on which nothing comes.
    protected void sayThatItGoesOn(OutputStream out) throws IOException {
        send(out, ": still here\n\n");
    }

    /// How long changes are gathered.
    protected Duration frame() {
        return Duration.ZERO;
    }

    @Override
    public final void write(OutputStream out) throws IOException {
        Bell bell = new Bell();
        try (var watch = call.watch(bell)) {
            stream(out, bell);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    private void stream(OutputStream out, Bell bell) throws IOException, InterruptedException {
        Instant saidAt = Instant.now();
        while (true) {
            Answer answer = calls.find(call.id()).map(OpenCall::answer).orElseGet(call::answer);
            if (say(answer, out)) {
                saidAt = Instant.now();
            }
            if (answer.ended()) {
                return;
            }
            if (Duration.between(saidAt, Instant.now()).compareTo(KEEP_ALIVE) >= 0) {
                sayThatItGoesOn(out);
                saidAt = Instant.now();
            }
            Thread.sleep(frame());
            bell.await(LOOK_AGAIN);
        }
    }

    protected static void send(OutputStream out, String event) throws IOException {
        out.write(event.getBytes(UTF_8));
        out.flush();
    }

    /// A response that neither a cache nor a proxy holds back.
    public static Response response(StreamingOutput events) {
        return Response.ok(events).type("text/event-stream").header("Cache-Control", "no-store")
                .header("X-Accel-Buffering", "no").build();
    }
}
