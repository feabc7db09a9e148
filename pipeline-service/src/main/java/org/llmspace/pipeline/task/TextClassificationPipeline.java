package org.llmspace.pipeline.task;

import java.util.stream.IntStream;

import org.llmspace.contracts.pipeline.LabelScore;
import org.llmspace.contracts.pipeline.PipelineOutput.Classification;
import org.llmspace.contracts.pipeline.PipelineTask.TextClassification;
import org.llmspace.pipeline.model.Encoder;
import org.llmspace.pipeline.model.ModelConfig;
import org.llmspace.pipeline.tensor.FloatTensor;
import org.llmspace.pipeline.tensor.Vectors;

/// Which of the model's labels fit a text.
final class TextClassificationPipeline {

    private final Encoder encoder;

    TextClassificationPipeline(Encoder encoder) {
        this.encoder = encoder;
    }

    Classification run(TextClassification task) {
        FloatTensor logits = encoder.forward(encoder.encode(task.inputs(), task.textPair()), "logits");
        double[] scores = Numbers.finite(scores(logits, task), encoder.model().name());
        ModelConfig config = encoder.model().config();
        int top = Parameters.positive("top_k", task.topK(), scores.length);
        return new Classification(Vectors.ranking(scores).stream().limit(top)
                .map(i -> new LabelScore(config.label(i), scores[i])).toList());
    }

    private double[] scores(FloatTensor logits, TextClassification task) {
        double[] values = Numbers.doubles(logits.values());
        String function = task.functionToApply() == null ? function(values.length) : task.functionToApply();
        return switch (function) {
            case "softmax" -> Vectors.softmax(values);
            case "sigmoid" -> IntStream.range(0, values.length).mapToDouble(i -> Vectors.sigmoid(values[i])).toArray();
            case "none" -> values;
            default -> throw PipelineException.invalid(
                    "'function_to_apply' is '%s'; use sigmoid, softmax or none".formatted(function));
        };
    }

    private String function(int labels) {
        String problem = encoder.model().config().problemType().orElse("");
        if (problem.equals("regression")) {
            return "none";
        }
        return problem.equals("multi_label_classification") || labels == 1 ? "sigmoid" : "softmax";
    }
}
