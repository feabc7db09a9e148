package org.llmspace.pipeline.onnx;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import org.jspecify.annotations.Nullable;
import org.llmspace.pipeline.tensor.LongTensor;
import org.llmspace.pipeline.tensor.Tensor;

/// One caller's input to a graph, `[1, length]` for each of its inputs, with the answer it waits for.
final class Row {

    private final Map<String, LongTensor> inputs;
    private final int length;
    private final CompletableFuture<Map<String, Tensor>> answer = new CompletableFuture<>();
    private @Nullable Run run;
    private boolean left;

    Row(Map<String, LongTensor> inputs) {
        this.inputs = inputs;
        this.length = inputs.values().stream().mapToInt(tensor -> tensor.dim(1)).max().orElse(0);
    }

    Map<String, LongTensor> inputs() {
        return inputs;
    }

    long[] values(String input) {
        return Objects.requireNonNull(inputs.get(input)).values();
    }

    int length() {
        return length;
    }

    Map<String, Tensor> await(OnnxSession session) {
        try {
            return answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            CancellationException cancelled = new CancellationException("stopped while running");
            cancelled.initCause(e);
            throw cancelled;
        } catch (ExecutionException e) {
            throw session.failure(e.getCause());
        }
    }

    void complete(Map<String, Tensor> outputs) {
        answer.complete(outputs);
    }

    void fail(Exception reason) {
        answer.completeExceptionally(reason);
    }

    /// Nobody waits for the answer any more; a run that nobody waits for is stopped.
    void leave() {
        Run current;
        synchronized (this) {
            left = true;
            current = run;
        }
        if (current != null && !answer.isDone()) {
            current.stopIfUnwanted();
        }
    }

    synchronized boolean isAwaited() {
        return !left;
    }

    synchronized void enter(Run entered) {
        run = entered;
    }
}
