package org.llmspace.web.call;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;

import jakarta.ws.rs.core.Response;

/// A stream of server-sent events that says something whenever it is asked, and needs no thread in between.
public interface Events {

    /// Says what is new.
    ///
    /// @return how long it may be quiet before it is asked again; empty at its end
    Optional<Duration> say(OutputStream out) throws IOException, InterruptedException;

    /// Rings when there may be something to say, until the registration is closed. This is the first that is called.
    default OpenCall.Watch watch(Runnable bell) throws InterruptedException {
        return () -> {
        };
    }

    /// Says all, to its end.
    default void sayAll(OutputStream out) throws IOException, InterruptedException {
        Bell bell = new Bell();
        try (var watch = watch(bell)) {
            for (var pause = say(out); pause.isPresent(); pause = say(out)) {
                bell.await(pause.get());
            }
        }
    }

    /// A response that neither a cache nor a proxy holds back.
    default Response response() {
        return Response.ok(this).type("text/event-stream").header("Cache-Control", "no-store")
                .header("X-Accel-Buffering", "no").build();
    }

    static void send(OutputStream out, String event) throws IOException {
        out.write(event.getBytes(UTF_8));
        out.flush();
    }
}
