package org.llmspace.pipeline.onnx;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.llmspace.pipeline.tensor.Tensor;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.RunOptions;

/// Some rows on their way through a graph together.
final class Run {

    private final List<Row> rows;
    private final int longest;
    private @Nullable RunOptions options;

    Run(List<Row> rows) {
        this.rows = rows;
        this.longest = rows.stream().mapToInt(Row::length).max().orElse(0);
        rows.forEach(row -> row.enter(this));
    }

    List<Row> rows() {
        return rows;
    }

    int longest() {
        return longest;
    }

    /// Runs the graph on this thread.
    Map<String, Tensor> outputs(OnnxSession session) throws OrtException {
        try (RunOptions running = new RunOptions()) {
            stoppable(running);
            stopIfUnwanted();
            try {
                return session.runHere(Batches.padded(rows, longest), running);
            } finally {
                stoppable(null);
            }
        }
    }

    private synchronized void stoppable(@Nullable RunOptions running) {
        options = running;
    }

    /// Stops when the last of those who wait has left.
    synchronized void stopIfUnwanted() {
        if (options != null && rows.stream().noneMatch(Row::isAwaited)) {
            OnnxSession.terminate(options);
        }
    }
}
