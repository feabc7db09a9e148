package org.llmspace.chat.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Who may use the HTTP door, and how much.
class ApiKeysTest {

    private Instant now = Instant.parse("2026-03-01T12:00:00Z");
    private final ApiKeys keys = new ApiKeys(
            List.of("# the team", "", "ann sk-ann 2", "bob  sk-bob 0 0.5"), () -> now);

    @Test
    void withoutKeysEverybodyMayComeIn() {
        assertThat(new ApiKeys(List.of(), () -> now).admit(null)).isEmpty();
    }

    @Test
    void aWrongOrMissingKeyIsRefused() {
        for (String header : new String[] { null, "", "Bearer ", "Bearer sk-eve", "Basic sk-ann", "Bearer sk-an" }) {
            assertRefused(header, 401, "invalid_api_key");
        }
        assertThat(keys.admit("Bearer sk-ann")).isPresent();
    }

    @Test
    void theRateIsLimitedByTheMinute() {
        keys.admit("Bearer sk-ann");
        keys.admit("Bearer sk-ann");
        assertRefused("Bearer sk-ann", 429, "rate_limit_exceeded");
        assertThatThrownBy(() -> keys.admit("Bearer sk-ann")).isInstanceOfSatisfying(ApiException.class,
                e -> assertThat(e.error().retryAfter()).hasValue(Duration.ofSeconds(30)));
        now = now.plus(Duration.ofSeconds(31));
        keys.admit("Bearer sk-ann");
        assertRefused("Bearer sk-ann", 429, "rate_limit_exceeded");
    }

    @Test
    void theBudgetIsLimitedByTheDay() {
        ApiKey bob = keys.admit("Bearer sk-bob").orElseThrow();
        bob.spend(0.3);
        bob.spend(null);
        keys.admit("Bearer sk-bob").orElseThrow().spend(0.2);
        assertRefused("Bearer sk-bob", 429, "insufficient_quota");
        now = now.plus(Duration.ofHours(12));
        assertThat(keys.admit("Bearer sk-bob")).isPresent();
    }

    @Test
    void aBrokenLineIsSaidWithoutTheKey() {
        assertThatThrownBy(() -> new ApiKeys(List.of("ann sk-secret many"), () -> now)).hasMessageContaining("'ann'")
                .hasMessageNotContaining("sk-secret");
        assertThatThrownBy(() -> new ApiKeys(List.of("alone"), () -> now)).hasMessageContaining("name key");
    }

    private void assertRefused(@Nullable String header, int status, String code) {
        assertThatThrownBy(() -> keys.admit(header)).isInstanceOfSatisfying(ApiException.class, e -> {
            assertThat(e.error().status()).isEqualTo(status);
            assertThat(e.error().code()).isEqualTo(code);
        });
    }
}
