package org.llmspace.contracts.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.llmspace.contracts.kafka.ReplyOrder.Verdict.APPEND;
import static org.llmspace.contracts.kafka.ReplyOrder.Verdict.IGNORE;
import static org.llmspace.contracts.kafka.ReplyOrder.Verdict.RESTART;

import org.junit.jupiter.api.Test;
import org.llmspace.contracts.kafka.Envelope.Position;
import org.llmspace.contracts.kafka.ReplyOrder.Verdict;

class ReplyOrderTest {

    private final ReplyOrder order = new ReplyOrder();

    @Test
    void duplicates_are_ignored() {
        assertThat(place(1, 1, "a")).isEqualTo(APPEND);
        assertThat(place(1, 2, "a")).isEqualTo(APPEND);
        assertThat(place(1, 2, "a")).isEqualTo(IGNORE);
        assertThat(place(1, 1, "a")).isEqualTo(IGNORE);
    }

    @Test
    void a_new_attempt_replaces_the_old_one() {
        place(1, 1, "a");
        assertThat(place(2, 1, "b")).isEqualTo(RESTART);
        assertThat(place(1, 2, "a")).isEqualTo(IGNORE);
        assertThat(place(2, 2, "b")).isEqualTo(APPEND);
    }

    @Test
    void of_two_workers_on_one_attempt_the_later_one_wins() {
        place(1, 1, "a");
        assertThat(place(1, 1, "b")).isEqualTo(RESTART);
        assertThat(place(1, 2, "a")).isEqualTo(IGNORE);
        assertThat(place(1, 2, "b")).isEqualTo(APPEND);
    }

    @Test
    void what_has_no_place_is_ignored() {
        assertThat(place(0, 0, "a")).isEqualTo(IGNORE);
    }

    private Verdict place(int attempt, long sequence, String source) {
        return order.place(new Position(attempt, sequence), source);
    }
}
