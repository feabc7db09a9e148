package org.llmspace.pipeline.task;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/// Stops a call when the time is over after which nobody waits for it. Nearly all calls end long before, so no timer is
/// set for each, which would wake a thread: all are looked at when the earliest end that was set has come.
public final class Deadline implements AutoCloseable {

    private static final Set<Deadline> OPEN = ConcurrentHashMap.newKeySet();
    private static Instant nextLook = Instant.MAX;

    private final Instant end;
    private final Stop stop;

    private Deadline(Instant end, Stop stop) {
        this.end = end;
        this.stop = stop;
    }

    /// @param end null if the call may take as long as it wants
    public static Deadline at(@Nullable Instant end, Stop stop) {
        Deadline deadline = new Deadline(end == null ? Instant.MAX : end, stop);
        if (end != null) {
            OPEN.add(deadline);
            deadline.stopIfOver(Instant.now());
            lookAt(end);
        }
        return deadline;
    }

    private static synchronized void lookAt(Instant end) {
        if (end.isBefore(nextLook)) {
            nextLook = end;
            // a little later, so that the time is over when the call looks
            long millis = Math.max(Duration.between(Instant.now(), end).toMillis(), 0) + 2;
            CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS).execute(Deadline::look);
        }
    }

    private static void look() {
        synchronized (Deadline.class) {
            nextLook = Instant.MAX;
        }
        Instant now = Instant.now();
        OPEN.forEach(deadline -> deadline.stopIfOver(now));
        OPEN.forEach(deadline -> lookAt(deadline.end));
    }

    private void stopIfOver(Instant now) {
        if (end.isBefore(now)) {
            close();
            stop.request();
        }
    }

    @Override
    public void close() {
        OPEN.remove(this);
    }
}
