package org.llmspace.web.call;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import org.llmspace.web.endpoint.Answer;

/// One call as a stream of server-sent events, until it has ended. What an event says is up to the door.
public abstract class CallStream implements Events {

    private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final OpenCall call;
    private final OpenCalls calls;
    private Instant saidAt = Instant.now();
    private Instant nextFrame = saidAt;

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
        Events.send(out, ": still here\n\n");
    }

    /// How long changes are gathered.
    protected Duration frame() {
        return Duration.ZERO;
    }

    @Override
    public final OpenCall.Watch watch(Runnable bell) {
        return call.watch(bell);
    }

    @Override
    public final Optional<Duration> say(OutputStream out) throws IOException, InterruptedException {
        Duration early = Duration.between(Instant.now(), nextFrame);
        Thread.sleep(early.isPositive() ? early : Duration.ZERO);
        Instant now = Instant.now();
        Answer answer = calls.find(call.id()).map(OpenCall::answer).orElseGet(call::answer);
        nextFrame = now.plus(frame());
        if (say(answer, out)) {
            saidAt = now;
        }
        if (answer.ended()) {
            return Optional.empty();
        }
        if (Duration.between(saidAt, now).compareTo(KEEP_ALIVE) >= 0) {
            sayThatItGoesOn(out);
            saidAt = now;
        }
        return Optional.of(LOOK_AGAIN);
    }
}
