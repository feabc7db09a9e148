package org.llmspace.pipeline.task;

import org.llmspace.contracts.pipeline.PipelineOutput.Similarities;
import org.llmspace.contracts.pipeline.PipelineTask.SentenceSimilarity;
import org.llmspace.pipeline.model.SentenceEncoder;
import org.llmspace.pipeline.tensor.Vectors;

/// How similar sentences are, by the cosine of their vectors.
final class SentenceSimilarityPipeline {

    private final SentenceEncoder encoder;

    SentenceSimilarityPipeline(SentenceEncoder encoder) {
        this.encoder = encoder;
    }

    Similarities run(SentenceSimilarity task) {
        if (task.sentences().isEmpty()) {
            throw PipelineException.invalid("sentence-similarity needs 'sentences', a list of at least one text");
        }
        float[] source = encoder.direction(task.sourceSentence());
        return new Similarities(encoder.directions(task.sentences()).stream()
                .map(sentence -> Vectors.cosine(source, sentence)).toList());
    }
}
