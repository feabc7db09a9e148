package org.llmspace.contracts.pipeline;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/// What a pipeline answers with, in the Hub's shape.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({ @JsonSubTypes.Type(value = PipelineOutput.Classification.class, name = "classification"),
        @JsonSubTypes.Type(value = PipelineOutput.Embeddings.class, name = "embeddings"),
        @JsonSubTypes.Type(value = PipelineOutput.Similarities.class, name = "similarities") })
public sealed interface PipelineOutput {

    /// Labels, the best first.
    record Classification(List<LabelScore> labels) implements PipelineOutput {
        public Classification {
            labels = List.copyOf(labels);
        }
    }

    /// One vector per input, in the order of the inputs.
    record Embeddings(List<List<Float>> vectors) implements PipelineOutput {
        public Embeddings {
            vectors = vectors.stream().map(List::copyOf).toList();
        }
    }

    /// One cosine per sentence, in the order of the sentences.
    record Similarities(List<Double> scores) implements PipelineOutput {
        public Similarities {
            scores = List.copyOf(scores);
        }
    }
}
