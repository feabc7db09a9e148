package org.llmspace.pipeline.task;

import org.llmspace.contracts.pipeline.PipelineOutput.Classification;
import org.llmspace.contracts.pipeline.PipelineTask.TextClassification;
import org.llmspace.pipeline.model.Encoder;
import org.llmspace.pipeline.tensor.FloatTensor;

/// Which of the model's labels fit a text.
final class TextClassificationPipeline {

    private final Encoder encoder;

    TextClassificationPipeline(Encoder encoder) {
        this.encoder = encoder;
    }

    Classification run(TextClassification task) {
        FloatTensor logits = encoder.forward(encoder.encode(task.inputs(), task.textPair()), 2, "logits");
        return new Labels(encoder.model()).ranked(logits, task.functionToApply(), task.topK());
    }
}
