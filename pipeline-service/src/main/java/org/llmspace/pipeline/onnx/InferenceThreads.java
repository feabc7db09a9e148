package org.llmspace.pipeline.onnx;

import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// The threads that compute, while those who wait for a result are virtual. How many may wait is decided where calls are
/// let in, so the queue here has no bound of its own.
final class InferenceThreads implements AutoCloseable {

    private final ThreadPoolExecutor pool;

    InferenceThreads(int size) {
        AtomicInteger number = new AtomicInteger();
        this.pool = new ThreadPoolExecutor(size, size, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
                work -> Thread.ofPlatform().daemon().name("inference-" + number.incrementAndGet()).unstarted(work));
        pool.allowCoreThreadTimeOut(true);
    }

    /// Runs the work on one of the threads and waits for it. A caller that is interrupted stops the work, waits until it
    /// has ended, so that nothing it uses is still in use, and gets a [CancellationException].
    ///
    /// @param unwanted takes a result that came although the work was stopped
    <T> T compute(Callable<T> work, Runnable stop, Consumer<T> unwanted) throws ExecutionException {
        Future<T> result = pool.submit(work);
        try {
            return result.get();
        } catch (InterruptedException e) {
            stop.run();
            awaitEnd(result, unwanted);
            throw cancelled(e);
        }
    }

    /// Runs the work on one of the threads, when one is free.
    void execute(Runnable work) {
        pool.execute(work);
    }

    int waiting() {
        return pool.getQueue().size();
    }

    int size() {
        return pool.getMaximumPoolSize();
    }

    private static <T> void awaitEnd(Future<T> result, Consumer<T> unwanted) {
        while (true) {
            try {
                unwanted.accept(result.get());
                return;
            } catch (InterruptedException e) {
                // asked to stop already; the end is near
            } catch (ExecutionException e) {
                return;
            }
        }
    }

    private static CancellationException cancelled(InterruptedException e) {
        Thread.currentThread().interrupt();
        CancellationException cancelled = new CancellationException("stopped while running");
        cancelled.initCause(e);
        return cancelled;
    }

    @Override
    public void close() {
        pool.shutdown();
    }
}
