package org.llmspace.pipeline.task;

import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.llmspace.contracts.FailureCode;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/// Lets in as many calls as are worked on well at once, keeps a bounded number waiting in their order and refuses the
/// rest, so that a burst never grows memory.
final class CallQueue {

    private final Semaphore places;
    private final int maxWaiting;
    private final AtomicInteger waiting = new AtomicInteger();
    private final Timer wait;
    private final Counter refused;

    CallQueue(CallSettings settings, MeterRegistry meters) {
        this.places = new Semaphore(settings.running(), true);
        this.maxWaiting = settings.waiting();
        this.wait = meters.timer("llmspace.calls.wait");
        this.refused = meters.counter("llmspace.calls.refused");
        meters.gauge("llmspace.calls.waiting", waiting);
    }

    /// Waits for a place.
    ///
    /// @throws PipelineException if too many wait already
    /// @throws CancellationException if the waiting thread is interrupted
    Place enter() {
        long begin = System.nanoTime();
        if (!places.tryAcquire()) {
            await();
        }
        wait.record(System.nanoTime() - begin, TimeUnit.NANOSECONDS);
        return places::release;
    }

    private void await() {
        if (waiting.incrementAndGet() > maxWaiting) {
            waiting.decrementAndGet();
            refused.increment();
            throw new PipelineException(FailureCode.OVERLOADED,
                    "%d calls wait already; try again in a few seconds".formatted(maxWaiting));
        }
        try {
            places.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("stopped while waiting");
        } finally {
            waiting.decrementAndGet();
        }
    }

    /// A call's place, given back when it ends.
    interface Place extends AutoCloseable {
        @Override
        void close();
    }
}
