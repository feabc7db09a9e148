package org.llmspace.chat.openai;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;

import org.jspecify.annotations.Nullable;

/// One key and what is left of its limits, as this replica sees it.
final class ApiKey {

    private static final double MINUTE_MS = 60_000;

    private final String name;
    private final byte[] digest;
    private final int perMinute;
    private final double budget;
    private final InstantSource clock;
    private double permits;
    private long countedAt;
    private double spent;
    private LocalDate day;

    /// @param perMinute requests per minute; 0 means any number
    /// @param budget dollars per day (UTC); 0 means any sum
    ApiKey(String name, byte[] digest, int perMinute, double budget, InstantSource clock) {
        this.name = name;
        this.digest = digest.clone();
        this.perMinute = perMinute;
        this.budget = budget;
        this.clock = clock;
        this.permits = perMinute;
        this.countedAt = clock.millis();
        this.day = today();
    }

    byte[] digest() {
        return digest.clone();
    }

    /// Counts a request, or refuses it.
    synchronized void count() {
        if (budget > 0 && spentToday() >= budget) {
            throw new ApiException(new ApiError(429, "insufficient_quota", "insufficient_quota", null,
                    "The key '%s' has used its budget of %s dollars for today.".formatted(name,
                            BigDecimal.valueOf(budget).toPlainString())));
        }
        long now = clock.millis();
        permits = Math.min(perMinute, permits + (now - countedAt) * perMinute / MINUTE_MS);
        countedAt = now;
        if (perMinute > 0 && permits < 1) {
            throw new ApiException(new ApiError(429, "rate_limit_error", "rate_limit_exceeded", null,
                    "The key '%s' may ask %d times a minute; wait a little.".formatted(name, perMinute),
                    Duration.ofMillis((long) Math.ceil((1 - permits) * MINUTE_MS / perMinute))));
        }
        permits--;
    }

    synchronized void spend(@Nullable Double dollars) {
        spent = spentToday() + (dollars == null ? 0 : dollars);
    }

    private double spentToday() {
        if (!day.equals(today())) {
            day = today();
            spent = 0;
        }
        return spent;
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }
}
