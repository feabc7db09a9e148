package org.llmspace.pipeline.onnx;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.llmspace.pipeline.tensor.BoolTensor;
import org.llmspace.pipeline.tensor.FloatTensor;
import org.llmspace.pipeline.tensor.LongTensor;
import org.llmspace.pipeline.tensor.Tensor;

import ai.onnxruntime.OrtException;
import io.micrometer.core.instrument.DistributionSummary;

/// Gathers the inputs of all callers of a graph into runs. Nobody waits for company: an idle thread begins at once, and
/// what comes in while all are busy goes together.
///
/// Rows that differ in length are padded with zeros, which the attention mask hides, and their outputs are cut again. If
/// a batch fails, each of its rows is run alone, so that only the one at fault fails.
final class Batches {

    /// What a run may hold.
    ///
    /// @param tokens most tokens, padding included; 0 if rows must be run one by one
    record Limits(int tokens, DistributionSummary rowsPerRun) {

        Limits one() {
            return new Limits(0, rowsPerRun);
        }
    }

    private static final int MAX_ROWS = 64;
    /// Less than this is not worth being divided among threads.
    private static final int SMALL_RUN = 128;
    /// More padding than that is not worth it: a run of its own costs about as much besides its tokens as ten tokens do, and
    /// the row may find closer company in the next run.
    private static final int WORTH_COMPANY = 4;

    private final OnnxSession session;
    private final Limits limits;
    private final Deque<Row> waiting = new ArrayDeque<>();

    Batches(OnnxSession session, Limits limits) {
        this.session = session;
        this.limits = limits;
    }

    /// Runs inputs of one row each and waits for all of them.
    ///
    /// @throws java.util.concurrent.CancellationException if the waiting thread was interrupted
    List<Map<String, Tensor>> run(List<Map<String, LongTensor>> inputs) {
        List<Row> rows = inputs.stream().map(Row::new).toList();
        synchronized (this) {
            waiting.addAll(rows);
        }
        rows.forEach(_ -> session.threads().execute(this::runNext));
        try {
            return rows.stream().map(row -> row.await(session)).toList();
        } finally {
            rows.forEach(this::leave);
        }
    }

    private void leave(Row row) {
        row.leave();
        synchronized (this) {
            waiting.remove(row);
        }
    }

    private void runNext() {
        List<Row> rows = take();
        if (!rows.isEmpty()) {
            limits.rowsPerRun().record(rows.size());
            run(new Run(rows));
        }
    }

    /// The row that has waited longest, with those whose length is the most like its own; each thread takes its share.
    private synchronized List<Row> take() {
        Row first = waiting.peek();
        if (first == null) {
            return List.of();
        }
        List<Row> taken = new ArrayList<>(List.of(first));
        int all = waiting.stream().mapToInt(Row::length).sum();
        int most = Math.min(limits.tokens(), Math.max(SMALL_RUN, all / session.threads().size()));
        int longest = first.length();
        for (Row row : byLikeness(first)) {
            int longer = Math.max(longest, row.length());
            int tokens = longer * (taken.size() + 1);
            int padding = tokens - longest * taken.size() - row.length();
            if (taken.size() < MAX_ROWS && tokens <= most && padding <= WORTH_COMPANY) {
                taken.add(row);
                longest = longer;
            }
        }
        waiting.removeAll(new HashSet<>(taken));
        return taken;
    }

    private List<Row> byLikeness(Row first) {
        return waiting.stream().skip(1).sorted(Comparator.comparingInt(row -> Math.abs(row.length() - first.length())))
                .toList();
    }

    private void run(Run run) {
        try {
            Map<String, Tensor> outputs = run.outputs(session);
            for (int i = 0; i < run.rows().size(); i++) {
                Row row = run.rows().get(i);
                row.complete(part(outputs, i, row.length(), run.longest()));
            }
        } catch (OrtException | RuntimeException e) {
            if (run.rows().size() == 1) {
                run.rows().getFirst().fail(e);
            } else {
                run.rows().stream().filter(Row::isAwaited).forEach(row -> run(new Run(List.of(row))));
            }
        }
    }

    private Map<String, Tensor> part(Map<String, Tensor> outputs, int row, int length, int longest) {
        if (length == longest && outputs.values().stream().allMatch(tensor -> tensor.dim(0) == 1)) {
            return outputs;
        }
        Map<String, Tensor> part = new LinkedHashMap<>();
        outputs.forEach((name, tensor) -> {
            boolean cut = session.followsLength(name) && tensor.dim(1) == longest;
            part.put(name, part(tensor, row, cut ? length : -1));
        });
        return part;
    }

    /// @param length what to keep of the second dimension, -1 for all
    private static Tensor part(Tensor tensor, int row, int length) {
        long[] shape = tensor.shape().clone();
        int size = Tensor.sizeOf(shape) / tensor.dim(0);
        int from = row * size;
        shape[0] = 1;
        if (length >= 0) {
            size = size / tensor.dim(1) * length;
            shape[1] = length;
        }
        return switch (tensor) {
            case FloatTensor floats -> new FloatTensor(Arrays.copyOfRange(floats.values(), from, from + size), shape);
            case LongTensor longs -> new LongTensor(Arrays.copyOfRange(longs.values(), from, from + size), shape);
            case BoolTensor flags -> new BoolTensor(Arrays.copyOfRange(flags.values(), from, from + size), shape);
        };
    }

    /// The rows of one run as one tensor for each input.
    static Map<String, LongTensor> padded(List<Row> rows, int longest) {
        if (rows.size() == 1) {
            return rows.getFirst().inputs();
        }
        Map<String, LongTensor> batch = new HashMap<>();
        for (String input : rows.getFirst().inputs().keySet()) {
            long[] values = new long[rows.size() * longest];
            for (int i = 0; i < rows.size(); i++) {
                long[] row = rows.get(i).values(input);
                System.arraycopy(row, 0, values, i * longest, row.length);
            }
            batch.put(input, new LongTensor(values, rows.size(), longest));
        }
        return batch;
    }
}
