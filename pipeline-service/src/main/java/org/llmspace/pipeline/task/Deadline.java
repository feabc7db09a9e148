package org.llmspace.pipeline.task;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/// Stops a call when the time is over after which nobody waits for it.
public final class Deadline implements AutoCloseable {

    private final CompletableFuture<Boolean> over = new CompletableFuture<>();

    private Deadline() {
    }

    /// @param end null if the call may take as long as it wants
    public static Deadline at(@Nullable Instant end, Stop stop) {
        Deadline deadline = new Deadline();
        if (end == null) {
            return deadline;
        }
        Duration left = Duration.between(Instant.now(), end);
        if (left.isNegative()) {
            stop.request();
            return deadline;
        }
        deadline.stopAfter(left, stop);
        return deadline;
    }

    private void stopAfter(Duration left, Stop stop) {
        var _ = over.thenAccept(isOver -> {
            if (isOver) {
                stop.request();
            }
        });
        // a little later, so that the time is over when the call looks
        over.completeOnTimeout(true, left.toMillis() + 2, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        over.complete(false);
    }
}
