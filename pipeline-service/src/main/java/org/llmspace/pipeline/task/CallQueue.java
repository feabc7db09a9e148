package org.llmspace.pipeline.task;

import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

import org.llmspace.contracts.FailureCode;

/// Lets in as many calls as are worked on well at once, keeps a bounded number waiting in their order and refuses the
/// rest, so that a burst never grows memory.
final class CallQueue {

    private final Semaphore places;
    private final int maxWaiting;
    private final AtomicInteger waiting = new AtomicInteger();

    CallQueue(int running, int maxWaiting) {
        this.places = new Semaphore(running, true);
        this.maxWaiting = maxWaiting;
    }

    /// Waits for a place.
    ///
    /// @throws PipelineException if too many wait already
    /// @throws CancellationException if the waiting thread is interrupted
    Place enter() {
        if (!places.tryAcquire()) {
            await();
        }
        return places::release;
    }

    int waiting() {
        return waiting.get();
    }

    private void await() {
        if (waiting.incrementAndGet() > maxWaiting) {
            waiting.decrementAndGet();
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
