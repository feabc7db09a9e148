package org.llmspace.contracts.pipeline;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import java.util.List;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/// A task of the Hub with its inputs and parameters, in the Hub's words; `R` is what it answers with.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "task")
@JsonSubTypes({ @JsonSubTypes.Type(value = PipelineTask.ZeroShotClassification.class, name = "zero-shot-classification"),
        @JsonSubTypes.Type(value = PipelineTask.FeatureExtraction.class, name = "feature-extraction"),
        @JsonSubTypes.Type(value = PipelineTask.SentenceSimilarity.class, name = "sentence-similarity") })
public sealed interface PipelineTask<R extends PipelineOutput> {

    /// The task's name on the Hub.
    @JsonIgnore
    String taskName();

    /// Which of the candidate labels fit a text.
    ///
    /// @param hypothesisTemplate a sentence with `{}` where the label goes; null means the model's own
    /// @param multiLabel whether each label is judged by itself, so that scores need not sum to 1; no if left out
    record ZeroShotClassification(String inputs, List<String> candidateLabels, @Nullable String hypothesisTemplate,
            Boolean multiLabel) implements PipelineTask<PipelineOutput.Classification> {
        public ZeroShotClassification {
            requireNonNull(inputs, "zero-shot-classification needs 'inputs', a text");
            candidateLabels = List.copyOf(requireNonNullElse(candidateLabels, List.of()));
            multiLabel = requireNonNullElse(multiLabel, false);
        }

        @Override
        public String taskName() {
            return "zero-shot-classification";
        }
    }

    /// One vector per text.
    ///
    /// @param normalize whether vectors get length 1; null means yes
    /// @param truncate whether texts that are too long are cut instead of refused; null means no
    /// @param truncationDirection `right` or `left`; null means right
    record FeatureExtraction(@JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) List<String> inputs,
            @Nullable Boolean normalize, @Nullable String promptName, @Nullable Boolean truncate,
            @Nullable String truncationDirection) implements PipelineTask<PipelineOutput.Embeddings> {
        public FeatureExtraction {
            inputs = List.copyOf(requireNonNullElse(inputs, List.of()));
        }

        public static FeatureExtraction of(List<String> inputs) {
            return new FeatureExtraction(inputs, null, null, null, null);
        }

        @Override
        public String taskName() {
            return "feature-extraction";
        }
    }

    /// How similar each sentence is to the source sentence, by cosine.
    record SentenceSimilarity(String sourceSentence, List<String> sentences)
            implements
                PipelineTask<PipelineOutput.Similarities> {
        public SentenceSimilarity {
            requireNonNull(sourceSentence, "sentence-similarity needs 'source_sentence'");
            sentences = List.copyOf(requireNonNullElse(sentences, List.of()));
        }

        @Override
        public String taskName() {
            return "sentence-similarity";
        }
    }
}
