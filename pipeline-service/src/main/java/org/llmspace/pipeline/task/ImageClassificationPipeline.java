package org.llmspace.pipeline.task;

import java.util.Map;
import java.util.Objects;

import org.llmspace.contracts.pipeline.PipelineOutput.Classification;
import org.llmspace.contracts.pipeline.PipelineTask.ImageClassification;
import org.llmspace.pipeline.model.Model;
import org.llmspace.pipeline.model.ModelException;
import org.llmspace.pipeline.onnx.OnnxSession;
import org.llmspace.pipeline.tensor.FloatTensor;

/// Which of the model's labels fit an image.
final class ImageClassificationPipeline {

    private static final int USUAL_LABELS = 5;

    private final Model model;

    ImageClassificationPipeline(Model model) {
        this.model = model;
    }

    Classification run(ImageClassification task) {
        FloatTensor pixels = Images.pixelValues(model, task.inputs());
        OnnxSession session = model.session("model");
        Images.check(model, session.inputNames());
        var outputs = session.run(Map.of(Images.INPUT, pixels));
        if (!(outputs.get("logits") instanceof FloatTensor logits)) {
            throw new ModelException(ModelException.Reason.WRONG_TASK,
                    "%s answers with %s, not with logits; use a model that classifies images".formatted(model.name(),
                            outputs.keySet()));
        }
        return new Labels(model).ranked(logits, task.functionToApply(),
                Objects.requireNonNullElse(task.topK(), USUAL_LABELS));
    }
}
