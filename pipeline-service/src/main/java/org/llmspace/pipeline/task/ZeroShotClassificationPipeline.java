package org.llmspace.pipeline.task;

import java.util.List;

import org.llmspace.contracts.pipeline.LabelScore;
import org.llmspace.contracts.pipeline.PipelineOutput.Classification;
import org.llmspace.contracts.pipeline.PipelineTask.ZeroShotClassification;
import org.llmspace.pipeline.model.Encoder;
import org.llmspace.pipeline.model.Model;
import org.llmspace.pipeline.model.Models;
import org.llmspace.pipeline.model.SentenceEncoder;
import org.llmspace.pipeline.tensor.Vectors;

/// Which labels fit a text, without any training on them.
final class ZeroShotClassificationPipeline {

    private final Model model;
    private final Models models;

    /// @param models where the hints of the model find another one
    ZeroShotClassificationPipeline(Model model, Models models) {
        this.model = model;
        this.models = models;
    }

    Classification run(ZeroShotClassification task) {
        List<String> labels = task.candidateLabels();
        if (labels.isEmpty()) {
            throw PipelineException.invalid("zero-shot-classification needs 'candidate_labels', at least one");
        }
        String template = task.hypothesisTemplate();
        if (template != null && !template.contains("{}")) {
            throw PipelineException.invalid("'hypothesis_template' has no place for the label; put {} there");
        }
        double[] scores = EntailmentZeroShot.fits(model.config())
                ? new EntailmentZeroShot(new Encoder(model)).scores(task)
                : new EmbeddingZeroShot(new SentenceEncoder(model),
                        model.kept(LabelHints.class, () -> new LabelHints(model, models))).scores(task);
        return new Classification(Vectors.ranking(scores).stream()
                .map(i -> new LabelScore(labels.get(i), scores[i])).toList());
    }
}
