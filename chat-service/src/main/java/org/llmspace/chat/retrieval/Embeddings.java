package org.llmspace.chat.retrieval;

import java.time.Duration;
import java.util.List;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;
import org.llmspace.chat.backend.PipelineFailedException;
import org.llmspace.contracts.Failure;

/// Vectors of texts for callers who want them themselves.
@Singleton
public class Embeddings {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /// Vectors, or why there are none.
    public sealed interface Outcome {

        /// @param vectors of length 1, one per text
        /// @param tokens how many were read
        record Vectors(List<float[]> vectors, int tokens) implements Outcome {
            public Vectors {
                vectors = List.copyOf(vectors);
            }
        }

        record NoVectors(Failure failure) implements Outcome {
        }
    }

    private final Encoder encoder;

    Embeddings(Encoder encoder) {
        this.encoder = encoder;
    }

    /// @param model a name on the Hub; null means the default encoder
    public Outcome of(@Nullable String model, List<String> texts) {
        try {
            List<float[]> vectors = encoder.encode(model, texts, PATIENCE);
            return new Outcome.Vectors(vectors, tokens(model, texts));
        } catch (PipelineFailedException e) {
            return new Outcome.NoVectors(e.failure());
        }
    }

    /// 0 where they cannot be counted; the vectors are worth more.
    private int tokens(@Nullable String model, List<String> texts) {
        try {
            return encoder.tokens(model, texts, PATIENCE);
        } catch (PipelineFailedException e) {
            return 0;
        }
    }
}
