package org.llmspace.web.guard;

import java.time.Duration;

/// A client asks more than its share.
public final class TooManyRequestsException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final long seconds;

    TooManyRequestsException(Duration wait) {
        super("Too many requests. Try again in %d s.".formatted(seconds(wait)));
        this.seconds = seconds(wait);
    }

    static void throwIfAny(Duration wait) {
        if (wait.isPositive()) {
            throw new TooManyRequestsException(wait);
        }
    }

    /// After how many seconds there is room again.
    public long seconds() {
        return seconds;
    }

    private static long seconds(Duration wait) {
        return Math.max(1, wait.plusMillis(999).toSeconds());
    }
}
