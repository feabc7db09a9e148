package org.llmspace.web.guard;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/// A bucket of tokens for each client, which fills up evenly; who finds it empty has to wait. Only the latest clients are
/// remembered, so strangers cannot fill the memory.
final class RateLimit {

    private static final int CLIENTS = 10_000;

    private static final class Bucket {
        private double tokens;
        private long filledAt;

        Bucket(double tokens, long filledAt) {
            this.tokens = tokens;
            this.filledAt = filledAt;
        }
    }

    private final int perMinute;
    private final LongSupplier nanos;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > CLIENTS;
        }
    };

    /// @param perMinute 0 means no limit
    RateLimit(int perMinute, LongSupplier nanos) {
        this.perMinute = perMinute;
        this.nanos = nanos;
    }

    /// Takes a token of a client's.
    ///
    /// @return how long to wait for one; zero if there was one
    synchronized Duration take(String client) {
        if (perMinute <= 0) {
            return Duration.ZERO;
        }
        long now = nanos.getAsLong();
        Bucket bucket = buckets.computeIfAbsent(client, name -> new Bucket(perMinute, now));
        double perNano = perMinute / (double) Duration.ofMinutes(1).toNanos();
        bucket.tokens = Math.min(perMinute, bucket.tokens + (now - bucket.filledAt) * perNano);
        bucket.filledAt = now;
        if (bucket.tokens < 1) {
            return Duration.ofNanos((long) Math.ceil((1 - bucket.tokens) / perNano));
        }
        bucket.tokens--;
        return Duration.ZERO;
    }
}
