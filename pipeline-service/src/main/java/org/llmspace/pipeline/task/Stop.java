package org.llmspace.pipeline.task;

import java.util.concurrent.CancellationException;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/// Stops the work of another thread by interrupting it, but only while it works: what the thread does besides, such as
/// sending replies, is left alone.
public final class Stop {

    private @Nullable Thread worker;
    private boolean requested;

    /// Stops the work, now or as soon as it begins; may be called from any thread, more than once.
    public synchronized void request() {
        requested = true;
        if (worker != null) {
            worker.interrupt();
        }
    }

    public synchronized boolean requested() {
        return requested;
    }

    /// Does a piece of work.
    ///
    /// @throws CancellationException if it was stopped
    public <T> T during(Supplier<T> work) {
        enter();
        try {
            return work.get();
        } finally {
            leave();
        }
    }

    private synchronized void enter() {
        if (requested) {
            throw new CancellationException("stopped");
        }
        worker = Thread.currentThread();
    }

    private synchronized void leave() {
        worker = null;
        if (requested) {
            Thread.interrupted(); // the interrupt was meant for the work that is over now
        }
    }
}
