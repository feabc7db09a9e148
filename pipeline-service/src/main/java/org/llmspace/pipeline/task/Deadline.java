package org.llmspace.pipeline.task;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/// Stops a call when the time is over after which nobody waits for it.
public final class Deadline implements AutoCloseable {

    private final @Nullable Thread clock;

    private Deadline(@Nullable Thread clock) {
        this.clock = clock;
    }

    /// @param end null if the call may take as long as it wants
    public static Deadline at(@Nullable Instant end, Stop stop) {
        if (end == null) {
            return new Deadline(null);
        }
        Duration left = Duration.between(Instant.now(), end);
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
