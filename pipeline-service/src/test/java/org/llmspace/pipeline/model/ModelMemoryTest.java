package org.llmspace.pipeline.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.llmspace.pipeline.BuiltinPipelines;
import org.llmspace.pipeline.hub.TestHubSettings;
import org.llmspace.pipeline.tensor.Tensor;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.MemorySize;

/// Models that were not used for long make room for others. Each of these takes about 120 kB, and two have room.
class ModelMemoryTest {

    private static final int BUDGET = 250_000;
    private static final List<String> NAMES = List.of("tiny/bert-cls", "tiny/bert-nli", "tiny/bert-multi", "tiny/bert-ner",
            "tiny/bert-emb");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Models models = BuiltinPipelines.models(Optional.of(Path.of("src/test/resources")),
            TestHubSettings.offline(Path.of("target/hub")), Optional.of(new MemorySize(BigInteger.valueOf(BUDGET))), meters);

    @Test
    void theLeastRecentlyUsedIsClosedAndComesBackWhenItIsNeeded() {
        models.load("tiny/bert-cls");
        models.load("tiny/bert-nli");
        models.load("tiny/bert-cls");
        models.load("tiny/bert-multi");

        assertThat(states("tiny/bert-cls", "tiny/bert-nli", "tiny/bert-multi")).containsExactly(ModelEntry.State.LOADED,
                ModelEntry.State.AVAILABLE, ModelEntry.State.LOADED);
        Map<String, Tensor> outputs = models.with("tiny/bert-nli", ModelMemoryTest::run);
        assertThat(outputs).containsKey("logits");
        assertThat(states("tiny/bert-nli", "tiny/bert-cls")).containsExactly(ModelEntry.State.LOADED,
                ModelEntry.State.AVAILABLE);
    }

    @Test
    void whatIsInUseStays() {
        Model used = models.enter("tiny/bert-cls");
        models.load("tiny/bert-cls");
        models.load("tiny/bert-nli");
        models.load("tiny/bert-multi");

        assertThat(states("tiny/bert-cls", "tiny/bert-nli", "tiny/bert-multi")).containsExactly(ModelEntry.State.LOADED,
                ModelEntry.State.AVAILABLE, ModelEntry.State.LOADED);
        assertThat(run(used)).containsKey("logits");
        used.leave();
    }

    @Test
    void whatWasInUseBeyondTheBudgetIsClosedWhenItsCallsEnd() {
        List<Model> used = NAMES.stream().map(models::enter).toList();
        NAMES.forEach(models::load);
        assertThat(bytes()).isGreaterThan(BUDGET);

        used.forEach(Model::leave);

        assertThat(bytes()).isBetween(1.0, (double) BUDGET);
    }

    /// Some callers leave early, and some models are unloaded besides.
    @Test
    void modelsThatTakeTurnsUnderLoadFailNobody() throws Exception {
        double tensors = meters.get("llmspace.onnx.tensors.open").gauge().value();
        List<FutureTask<Map<String, Tensor>>> calls = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            String name = NAMES.get(i * 7 % 11 % NAMES.size());
            calls.add(new FutureTask<>(() -> models.with(name, ModelMemoryTest::run)));
            Thread caller = Thread.ofVirtual().start(calls.getLast());
            if (i % 50 == 0) {
                models.unload(name);
            }
            if (i % 20 == 10) {
                caller.interrupt();
                calls.removeLast();
            }
        }

        for (FutureTask<Map<String, Tensor>> call : calls) {
            assertThat(call.get(30, TimeUnit.SECONDS)).isNotEmpty();
        }
        assertThat(meters.get("llmspace.onnx.load").timer().count()).as("closed and loaded again").isGreaterThan(NAMES.size());
        await().until(() -> bytes() <= BUDGET
                && meters.get("llmspace.onnx.tensors.open").gauge().value() <= tensors);
        NAMES.forEach(name -> assertThat(models.with(name, ModelMemoryTest::run)).isNotEmpty());
        assertThat(bytes()).isBetween(1.0, (double) BUDGET);
    }

    private double bytes() {
        return meters.get("llmspace.models.bytes").gauge().value();
    }

    private static Map<String, Tensor> run(Model model) {
        return new Encoder(model).forward(model.tokenizer().encode("x"));
    }

    private List<ModelEntry.State> states(String... names) {
        return List.of(names).stream().map(name -> models.entry(name).state()).toList();
    }
}
