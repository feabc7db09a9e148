package org.llmspace.pipeline.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llmspace.pipeline.tensor.FloatTensor;
import org.llmspace.pipeline.tensor.LongTensor;
import org.llmspace.pipeline.tensor.Tensor;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/// Rows of several callers share runs, and none of them notices.
class BatchesTest {

    private static final Path TINY = Path.of("src/test/resources/tiny");
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final OnnxRuntime runtime = new OnnxRuntime(new OneThread(), meters);

    @ParameterizedTest
    @ValueSource(strings = { "bert-cls", "bert-ner", "bert-qa", "bert-emb", "bert-mlm" })
    void answersOfABatchEqualThoseOfSingleRuns(String model) throws Exception {
        try (OnnxSession session = open(model)) {
            List<Map<String, LongTensor>> rows = IntStream.of(5, 9, 7, 9, 6, 8, 5).mapToObj(BatchesTest::row).toList();
            List<Map<String, Tensor>> alone = rows.stream().map(row -> session.runRows(List.of(row)).getFirst()).toList();

            List<Map<String, Tensor>> together = together(session, rows).stream().map(Future::resultNow).toList();

            assertThat(meters.get("llmspace.onnx.batch.rows").summary().max()).isGreaterThanOrEqualTo(4);
            for (int i = 0; i < rows.size(); i++) {
                assertEqual(together.get(i), alone.get(i));
            }
        }
    }

    @Test
    void aRowThatTheGraphRefusesFailsAlone() throws Exception {
        try (OnnxSession session = open("bert-cls")) {
            Map<String, LongTensor> bad = new HashMap<>(row(6));
            bad.put("input_ids", new LongTensor(new long[] { 2, 5, 9_999, 7, 8, 3 }, 1, 6));
            List<Future<Map<String, Tensor>>> answers = together(session, List.of(row(6), bad, row(6), row(7)));

            assertThat(answers.get(1).state()).isEqualTo(Future.State.FAILED);
            assertThat(answers.get(1).exceptionNow()).isInstanceOf(OnnxException.class).hasMessageContaining("9999");
            for (int good : new int[] { 0, 2, 3 }) {
                assertThat(answers.get(good).resultNow()).containsKey("logits");
            }
        }
    }

    @Test
    void rowsShareARunWithThoseOfTheirLength() throws Exception {
        try (OnnxSession session = open("bert-cls")) {
            together(session, IntStream.of(6, 60, 8, 60, 7, 60).mapToObj(BatchesTest::row).toList());

            assertThat(meters.get("llmspace.onnx.batch.rows").summary().max()).isEqualTo(3);
            assertThat(meters.get("llmspace.onnx.batch.rows").summary().count()).isEqualTo(2);
        }
    }

    @Test
    void rowsOfAGraphThatScalesByTheWholeBatchAreRunOneByOne() throws Exception {
        byte[] graph = resource("all-minilm-l6-v2-q.onnx");
        assertThat(GraphReader.of(ByteBuffer.wrap(graph)).operators()).contains("DynamicQuantizeLinear", "MatMulInteger");
        try (OnnxSession session = runtime.open("minilm", graph, _ -> {
        })) {
            together(session, List.of(row(6), row(6), row(6)));

            assertThat(meters.get("llmspace.onnx.batch.rows").summary().max()).isEqualTo(1);
        }
    }

    @Test
    void theOperatorsOfAFileAreReadWithoutItsWeights() throws Exception {
        assertThat(GraphReader.of(TINY.resolve("bert-cls/onnx/model.onnx")).operators()).contains("MatMul", "Softmax", "Gather")
                .noneMatch(name -> name.startsWith("DynamicQuantize"));
        assertThat(GraphReader.of(TINY.resolve("t5/onnx/decoder_model_merged.onnx")).operators()).contains("If", "MatMul");
        assertThat(GraphReader.of(ByteBuffer.wrap(new byte[] { 58, 127, 1, 2 })).operators()).isEmpty();
    }

    @Test
    void weightsThatAreUnpackedToFloatsCountAsSuch() throws Exception {
        byte[] packed = resource("models/llm-space/sentiment/onnx/model_quantized.onnx");
        assertThat(GraphFile.of(packed).bytes()).isGreaterThan(packed.length + 3 * 10_900_000L);
        byte[] reckonedWithAsTheyAre = resource("all-minilm-l6-v2-q.onnx");
        assertThat(GraphFile.of(reckonedWithAsTheyAre).bytes()).isEqualTo(reckonedWithAsTheyAre.length);
        Path floats = TINY.resolve("bert-cls/onnx/model.onnx");
        assertThat(GraphFile.of(floats).bytes()).isEqualTo(Files.size(floats));
    }

    @Test
    void whoeverLeavesStopsTheRunOnlyIfNobodyElseWaitsForIt() throws Exception {
        try (OnnxSession session = open("bert-cls")) {
            CountDownLatch busy = new CountDownLatch(1);
            session.threads().execute(() -> waitFor(busy));
            FutureTask<Object> leaving = new FutureTask<>(() -> session.runRows(List.of(row(6))));
            Thread leaver = Thread.ofVirtual().start(leaving);
            FutureTask<List<Map<String, Tensor>>> staying = new FutureTask<>(() -> session.runRows(List.of(row(6))));
            Thread.ofVirtual().start(staying);
            awaitWaiting(3);
            leaver.interrupt();
            assertThatThrownBy(leaving::get).hasCauseInstanceOf(CancellationException.class);
            busy.countDown();

            assertThat(staying.get().getFirst()).containsKey("logits");
            assertThat(meters.get("llmspace.onnx.batch.rows").summary().max()).isEqualTo(1);
        }
    }

    @Test
    void aRunningGraphStopsWhenItsOnlyCallerLeaves() throws Exception {
        byte[] graph = resource("all-minilm-l6-v2-q.onnx");
        try (OnnxSession session = runtime.open("minilm", graph, _ -> {
        })) {
            FutureTask<Object> call = new FutureTask<>(() -> session
                    .runRows(IntStream.range(0, 64).mapToObj(_ -> row(500)).toList()));
            Thread caller = Thread.ofVirtual().start(call);
            await().until(() -> meters.get("llmspace.onnx.batch.rows").summary().count() > 0);
            long begin = System.nanoTime();
            caller.interrupt();

            assertThatThrownBy(call::get).hasCauseInstanceOf(CancellationException.class);
            CompletableFuture<Void> free = new CompletableFuture<>();
            session.threads().execute(() -> free.complete(null));
            free.get();
            assertThat(System.nanoTime() - begin).as("64 rows of 500 tokens take much longer").isLessThan(2_000_000_000L);
        }
    }

    @Test
    void everyTensorIsClosed() throws Exception {
        long before = HeldTensor.open();
        try (OnnxSession session = open("bert-cls")) {
            Map<String, LongTensor> bad = new HashMap<>(row(6));
            bad.put("input_ids", new LongTensor(new long[] { 2, 5, 9_999, 7, 8, 3 }, 1, 6));
            together(session, List.of(row(6), bad, row(9), row(7)));
            assertThatThrownBy(() -> session.run(Map.of("input_ids", new FloatTensor(new float[] { 1 }, 1, 1))))
                    .isInstanceOf(OnnxException.class);
            session.hold(row(6), Map.of()).values().forEach(tensor -> {
                try (tensor; HeldTensor row = tensor.rows(0)) {
                    assertThat(row.shape()[0]).isEqualTo(1);
                }
            });
        }
        assertThat(HeldTensor.open()).isEqualTo(before);
        assertThat(meters.get("llmspace.onnx.tensors.open").gauge().value()).isEqualTo(before);
    }

    @Test
    void everyTensorOfARunIsClosedWhoseCallerLeaves() throws Exception {
        long before = HeldTensor.open();
        try (OnnxSession session = open("bert-emb")) {
            for (int i = 0; i < 300; i++) {
                FutureTask<Object> call = new FutureTask<>(() -> {
                    session.hold(row(40), Map.of()).values().forEach(HeldTensor::close);
                    return true;
                });
                Thread caller = Thread.ofPlatform().start(call);
                LockSupport.parkNanos(i * 5_000L);
                caller.interrupt();
                caller.join();
            }
        }
        assertThat(HeldTensor.open()).isEqualTo(before);
    }

    /// All rows are there, each from a caller of its own, before the only thread begins with them.
    private static List<Future<Map<String, Tensor>>> together(OnnxSession session, List<Map<String, LongTensor>> rows)
            throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        session.threads().execute(() -> waitFor(busy));
        List<FutureTask<Map<String, Tensor>>> calls = new ArrayList<>();
        for (Map<String, LongTensor> row : rows) {
            FutureTask<Map<String, Tensor>> call = new FutureTask<>(() -> session.runRows(List.of(row)).getFirst());
            calls.add(call);
            Thread.ofVirtual().start(call);
        }
        await().until(() -> session.threads().waiting() >= rows.size());
        busy.countDown();
        await().until(() -> calls.stream().allMatch(Future::isDone));
        return List.copyOf(calls);
    }

    private void awaitWaiting(int works) {
        await().until(() -> meters.get("llmspace.onnx.runs.waiting").gauge().value() >= works - 1);
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void assertEqual(Map<String, Tensor> actual, Map<String, Tensor> expected) {
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, tensor) -> {
            assertThat(actual.get(name).shape()).isEqualTo(tensor.shape());
            assertThat(((FloatTensor) actual.get(name)).values()).containsExactly(((FloatTensor) tensor).values(),
                    Offset.offset(1e-5f));
        });
    }

    private OnnxSession open(String model) {
        return runtime.open(TINY.resolve(model + "/onnx/model.onnx"), _ -> {
        });
    }

    private static Map<String, LongTensor> row(int length) {
        long[] ids = IntStream.range(0, length).mapToLong(i -> 5 + (i * 7L + length) % 100).toArray();
        long[] mask = new long[length];
        Arrays.fill(mask, 1);
        return Map.of("input_ids", new LongTensor(ids, 1, length), "attention_mask", new LongTensor(mask, 1, length),
                "token_type_ids", new LongTensor(new long[length], 1, length));
    }

    private static byte[] resource(String name) throws IOException {
        try (var content = BatchesTest.class.getClassLoader().getResourceAsStream(name)) {
            return content.readAllBytes();
        }
    }

    private record OneThread() implements OnnxSettings {

        @Override
        public OptionalInt runs() {
            return OptionalInt.of(1);
        }

        @Override
        public int threadsPerRun() {
            return 1;
        }

        @Override
        public int batchTokens() {
            return 1024;
        }
    }
}
