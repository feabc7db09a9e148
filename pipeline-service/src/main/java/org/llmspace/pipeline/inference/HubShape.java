package org.llmspace.pipeline.inference;

import java.util.List;

import org.llmspace.contracts.pipeline.PipelineOutput;
import org.llmspace.contracts.pipeline.PipelineOutput.Classification;
import org.llmspace.contracts.pipeline.PipelineOutput.Embeddings;
import org.llmspace.contracts.pipeline.PipelineOutput.Similarities;

/// An output without the fields that only Kafka needs, as the Hub's API returns it.
final class HubShape {

    private HubShape() {
    }

    /// The answer to one request, which is a list if its inputs were one.
    static Object of(List<PipelineOutput> outputs, boolean batch) {
        if (outputs.getFirst() instanceof Embeddings embeddings) {
            return batch ? embeddings.vectors() : embeddings.vectors().getFirst();
        }
        return batch ? outputs.stream().map(HubShape::of).toList() : of(outputs.getFirst());
    }

    private static Object of(PipelineOutput output) {
        return switch (output) {
            case Classification classification -> classification.labels();
            case Embeddings embeddings -> embeddings.vectors();
            case Similarities similarities -> similarities.scores();
        };
    }
}
