package org.llmspace.pipeline.task;

import java.util.List;
import java.util.Objects;

import org.llmspace.contracts.pipeline.PipelineTask.ZeroShotClassification;
import org.llmspace.pipeline.model.Encoder;
import org.llmspace.pipeline.model.ModelConfig;
import org.llmspace.pipeline.tensor.Vectors;
import org.llmspace.pipeline.tokenizer.EncodeOptions;
import org.llmspace.pipeline.tokenizer.Encoding;
import org.llmspace.pipeline.tokenizer.Truncation;

/// Zero-shot classification by natural language inference: a label fits if the text entails its hypothesis.
final class EntailmentZeroShot {

    static final String TEMPLATE = "This example is {}.";

    private final Encoder encoder;

    EntailmentZeroShot(Encoder encoder) {
        this.encoder = encoder;
    }

    static boolean fits(ModelConfig config) {
        return config.labelStarting("entail").isPresent();
    }

    /// One score per candidate label, in their order.
    double[] scores(ZeroShotClassification task) {
        String template = Objects.requireNonNullElse(task.hypothesisTemplate(), TEMPLATE);
        List<double[]> logits = logits(task.candidateLabels().stream()
                .map(label -> encode(task.inputs(), template.replace("{}", label))).toList());
        Labels.check(encoder.model(), logits.getFirst().length);
        int count = encoder.model().config().labels().size();
        int entailment = encoder.model().config().labelStarting("entail").orElse(count - 1);
        int contradiction = entailment == 0 ? count - 1 : 0;
        if (task.multiLabel() || logits.size() == 1) {
            return logits.stream().mapToDouble(one -> Vectors.softmax(one[contradiction], one[entailment])[1]).toArray();
        }
        return Vectors.softmax(logits.stream().mapToDouble(one -> one[entailment]).toArray());
    }

    private Encoding encode(String text, String hypothesis) {
        return encoder.model().tokenizer().encode(text, hypothesis, EncodeOptions.defaults()
                .with(Truncation.to(encoder.maxTokens()).with(Truncation.Strategy.ONLY_FIRST)));
    }

    private List<double[]> logits(List<Encoding> pairs) {
        return encoder.forward(pairs, 2, "logits").stream()
                .map(logits -> Numbers.finite(Numbers.doubles(logits.values()), encoder.model().name())).toList();
    }
}
