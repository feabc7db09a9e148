package org.llmspace.web.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RateLimitTest {

    private final AtomicLong now = new AtomicLong();

    @Test
    void a_client_that_has_used_its_share_waits_and_others_do_not() {
        RateLimit limit = new RateLimit(60, now::get);
        for (int i = 0; i < 60; i++) {
            assertThat(limit.take("one")).isZero();
        }
        assertThat(limit.take("one")).isEqualTo(Duration.ofSeconds(1));
        assertThat(limit.take("other")).isZero();
        now.addAndGet(Duration.ofMillis(1_500).toNanos());
        assertThat(limit.take("one")).isZero();
        assertThat(limit.take("one")).isBetween(Duration.ofMillis(499), Duration.ofMillis(501));
        now.addAndGet(Duration.ofHours(1).toNanos());
        for (int i = 0; i < 60; i++) {
            assertThat(limit.take("one")).isZero();
        }
        assertThat(limit.take("one")).isPositive();
    }

    @Test
    void none_means_none() {
        RateLimit limit = new RateLimit(0, now::get);
        for (int i = 0; i < 100_000; i++) {
            assertThat(limit.take("one")).isZero();
        }
    }

    @Test
    void a_login_is_over_in_time_and_cannot_be_made_up() {
        LoginTokens tokens = new LoginTokens("secret", Duration.ofHours(1));
        Instant start = Instant.parse("2030-01-01T00:00:00Z");
        String token = tokens.of("Zoë: admin", start);
        assertThat(tokens.name(token, start)).contains("Zoë: admin");
        assertThat(new LoginTokens("secret", Duration.ofDays(1)).name(token, start)).contains("Zoë: admin");
        assertThat(tokens.name(token, start.plusSeconds(3600))).isEmpty();
        assertThat(new LoginTokens("another", Duration.ofHours(1)).name(token, start)).isEmpty();
        assertThat(tokens.name(token.replace("." + start.plusSeconds(3600).getEpochSecond(), ".99999999999"), start)).isEmpty();
        assertThat(tokens.name(null, start)).isEmpty();
        assertThat(tokens.name("..", start)).isEmpty();
    }

    @Test
    void a_users_file_that_makes_no_sense_is_said(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("users");
        Files.writeString(file, "ada:plain\n");
        assertThatThrownBy(() -> Users.read(file)).hasMessageContaining("Line 1", "htpasswd -B");
        Files.writeString(file, "\n");
        assertThatThrownBy(() -> Users.read(file)).hasMessageContaining("nobody");
        assertThatThrownBy(() -> Users.read(folder.resolve("none"))).hasMessageContaining("cannot be read");
    }
}
