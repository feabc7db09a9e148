package org.llmspace.pipeline.messaging;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.kafka.Envelope;
import org.llmspace.pipeline.task.Stop;

/// Stops a call when the time is over after which nobody waits for it.
final class Deadline implements AutoCloseable {

    private final @Nullable Thread clock;

    private Deadline(@Nullable Thread clock) {
        this.clock = clock;
    }

    static Deadline of(Envelope envelope, Stop stop) {
        Instant expires = envelope.expires();
        if (expires == null) {
            return new Deadline(null);
        }
        Duration left = Duration.between(Instant.now(), expires);
        if (left.isNegative()) {
            stop.request();
            return new Deadline(null);
        }
        return new Deadline(Thread.ofVirtual().name("deadline").start(() -> stopAfter(left, stop)));
    }

    private static void stopAfter(Duration left, Stop stop) {
        try {
            Thread.sleep(left.plusMillis(1)); // so that the time is over when the call looks
            stop.request();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        if (clock != null) {
            clock.interrupt();
        }
    }
}
