package org.llmspace.pipeline.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.FutureTask;

import org.junit.jupiter.api.Test;
import org.llmspace.contracts.FailureCode;
import org.llmspace.pipeline.BuiltinPipelines;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/// Two calls run, two wait, and the next is told to come later.
class CallQueueTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final CallQueue queue = new CallQueue(BuiltinPipelines.calls(), meters);

    @Test
    void aBurstIsRefusedOnceTheQueueIsFull() throws Exception {
        CallQueue.Place first = queue.enter();
        CallQueue.Place second = queue.enter();
        List<FutureTask<CallQueue.Place>> waiting = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            waiting.add(new FutureTask<>(queue::enter));
            Thread.ofVirtual().start(waiting.getLast());
        }
        await().until(() -> meters.get("llmspace.calls.waiting").gauge().value() == 2);

        assertThatThrownBy(queue::enter).isInstanceOfSatisfying(PipelineException.class, e -> {
            assertThat(e.failure().code()).isEqualTo(FailureCode.OVERLOADED);
            assertThat(e.failure().retryable()).isTrue();
            assertThat(e.failure().message()).contains("try again");
        });
        assertThat(meters.get("llmspace.calls.refused").counter().count()).isEqualTo(1);
        first.close();
        second.close();
        for (FutureTask<CallQueue.Place> place : waiting) {
            place.get().close();
        }
        assertThat(meters.get("llmspace.calls.wait").timer().count()).isEqualTo(4);
    }

    @Test
    void whoeverStopsWaitingLeavesTheQueue() {
        try (CallQueue.Place first = queue.enter(); CallQueue.Place second = queue.enter()) {
            FutureTask<CallQueue.Place> call = new FutureTask<>(queue::enter);
            Thread caller = Thread.ofVirtual().start(call);
            await().until(() -> meters.get("llmspace.calls.waiting").gauge().value() == 1);
            caller.interrupt();
            assertThatThrownBy(call::get).hasCauseInstanceOf(CancellationException.class);
            assertThat(meters.get("llmspace.calls.waiting").gauge().value()).isZero();
        }
    }
}
