package org.llmspace.pipeline.task;

import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.pipeline.LabelScore;
import org.llmspace.contracts.pipeline.PipelineOutput.Classification;
import org.llmspace.pipeline.model.Model;
import org.llmspace.pipeline.model.ModelException;
import org.llmspace.pipeline.tensor.FloatTensor;
import org.llmspace.pipeline.tensor.Vectors;

/// The labels of a model, scored by its logits.
final class Labels {

    private final Model model;

    Labels(Model model) {
        this.model = model;
    }

    /// @param function `sigmoid`, `softmax` or `none`; null means what the model's files say
    /// @param top how many labels to name; null means all
    Classification ranked(FloatTensor logits, @Nullable String function, @Nullable Integer top) {
        check(model, logits.values().length);
        double[] scores = Numbers.finite(scores(Numbers.doubles(logits.values()), function), model.name());
        return new Classification(Vectors.ranking(scores).stream()
                .limit(Parameters.positive("top_k", top, scores.length))
                .map(i -> new LabelScore(model.config().label(i), scores[i])).toList());
    }

    /// @param answered how many labels the model answered with
    static void check(Model model, int answered) {
        if (!model.config().namesLabels(answered)) {
            throw new ModelException(ModelException.Reason.UNUSABLE,
                    "%s answers with %d labels and its config.json names %d; its files do not belong together, get them again"
                            .formatted(model.name(), answered, model.config().json().path("id2label").size()));
        }
    }

    private double[] scores(double[] logits, @Nullable String given) {
        String function = given == null ? function(logits.length) : given;
        return switch (function) {
            case "softmax" -> Vectors.softmax(logits);
            case "sigmoid" -> IntStream.range(0, logits.length).mapToDouble(i -> Vectors.sigmoid(logits[i])).toArray();
            case "none" -> logits;
            default -> throw PipelineException.invalid(
                    "'function_to_apply' is '%s'; use sigmoid, softmax or none".formatted(function));
        };
    }

    private String function(int labels) {
        String problem = model.config().problemType().orElse("");
        if (problem.equals("regression")) {
            return "none";
        }
        return problem.equals("multi_label_classification") || labels == 1 ? "sigmoid" : "softmax";
    }
}
