package org.llmspace.local;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// How long to wait after a crash: 1, 2, 4, 8 seconds; nothing more after too many crashes in a short time.
final class Backoff {

    static final int CRASHES = 5;
    static final Duration WINDOW = Duration.ofMinutes(2);

    private final Deque<Instant> crashes = new ArrayDeque<>();

    /// Empty means: give up.
    Optional<Duration> afterCrash(Instant now) {
        crashes.removeIf(crash -> crash.isBefore(now.minus(WINDOW)));
        crashes.add(now);
        return crashes.size() >= CRASHES ? Optional.empty() : Optional.of(Duration.ofSeconds(1L << (crashes.size() - 1)));
    }
}
