package org.llmspace.pipeline.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Instant;

import org.junit.jupiter.api.Test;

/// A call is stopped at its own end, whichever end was set first.
class DeadlineTest {

    private final Instant now = Instant.now();

    @Test
    void eachCallIsStoppedAtItsEndAndNoneThatHasEnded() {
        Stop late = new Stop();
        Stop soon = new Stop();
        Stop ended = new Stop();
        try (Deadline last = Deadline.at(now.plusSeconds(600), late); Deadline first = Deadline.at(now.plusMillis(200), soon)) {
            Deadline.at(now.plusMillis(100), ended).close();
            await().until(soon::requested);

            assertThat(Instant.now()).isAfter(now.plusMillis(200));
            assertThat(late.requested()).isFalse();
            assertThat(ended.requested()).isFalse();
        }
    }

    @Test
    void anEndThatComesBeforeTheNextLookIsNotMissed() {
        for (int i = 1; i <= 3; i++) {
            Stop stop = new Stop();
            try (Deadline deadline = Deadline.at(Instant.now().plusMillis(50), stop)) {
                await().until(stop::requested);
            }
        }
    }

    @Test
    void aCallThatComesTooLateIsStoppedAtOnceAndOneWithoutAnEndNever() {
        Stop past = new Stop();
        Stop endless = new Stop();
        try (Deadline over = Deadline.at(now.minusSeconds(1), past); Deadline none = Deadline.at(null, endless)) {
            assertThat(past.requested()).isTrue();
            assertThat(endless.requested()).isFalse();
        }
    }
}
