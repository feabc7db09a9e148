package org.llmspace.pipeline.model;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// Waits for what another thread works on; an interrupt ends the waiting, not the work.
final class Waiting {

    private Waiting() {
    }

    static <T> T on(CompletableFuture<T> result) {
        try {
            return result.get();
        } catch (InterruptedException e) {
            throw interrupted(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException reason ? reason : new IllegalStateException(e.getCause());
        }
    }

    static CancellationException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        CancellationException cancelled = new CancellationException("stopped while waiting for a model");
        cancelled.initCause(e);
        return cancelled;
    }
}
