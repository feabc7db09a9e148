package org.llmspace.pipeline.task;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;

/// Stops the work of other threads by interrupting them, but only while they work: what a thread does besides, such as
/// sending replies, is left alone.
public final class Stop {

    private final Set<Thread> workers = new HashSet<>();
    private boolean requested;

    /// Stops the work, now or as soon as it begins; may be called from any thread, more than once.
    public synchronized void request() {
        requested = true;
        workers.forEach(Thread::interrupt);
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
        workers.add(Thread.currentThread());
    }

    private synchronized void leave() {
        workers.remove(Thread.currentThread());
        if (requested) {
            Thread.interrupted(); // the interrupt was meant for the work that is over now
        }
    }
}
