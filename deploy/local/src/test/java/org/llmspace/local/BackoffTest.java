package org.llmspace.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

class BackoffTest {

    private static final Instant NOW = Instant.EPOCH;

    @Test
    void doublesTheWaitAndGivesUpAtTheFifthCrashInTwoMinutes() {
        var backoff = new Backoff();
        for (var seconds : LongStream.of(1, 2, 4, 8).toArray()) {
            assertThat(backoff.afterCrash(NOW)).contains(Duration.ofSeconds(seconds));
        }
        assertThat(backoff.afterCrash(NOW)).isEmpty();
    }

    @Test
    void forgetsCrashesOfLongAgo() {
        var backoff = new Backoff();
        for (var minute = 0; minute < 20; minute += 3) {
            assertThat(backoff.afterCrash(NOW.plus(Duration.ofMinutes(minute)))).contains(Duration.ofSeconds(1));
        }
    }
}
