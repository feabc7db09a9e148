package org.llmspace.pipeline.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.llmspace.pipeline.BuiltinPipelines;
import org.llmspace.pipeline.hub.TestHubSettings;
import org.llmspace.pipeline.tensor.Tensor;

import io.quarkus.runtime.configuration.MemorySize;

/// Models that were not used for long make room for others. Each of these takes about 120 kB, and two have room.
class ModelMemoryTest {

    private final Models models = BuiltinPipelines.models(Optional.of(Path.of("src/test/resources")),
            TestHubSettings.offline(Path.of("target/hub")), Optional.of(new MemorySize(BigInteger.valueOf(250_000))));

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

    private static Map<String, Tensor> run(Model model) {
        return new Encoder(model).forward(model.tokenizer().encode("x"));
    }

    private List<ModelEntry.State> states(String... names) {
        return List.of(names).stream().map(name -> models.entry(name).state()).toList();
    }
}
