package org.llmspace.chat.retrieval;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import jakarta.inject.Singleton;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.llmspace.chat.backend.PipelineClient;
import org.llmspace.chat.backend.PipelineFailedException;
import org.llmspace.contracts.pipeline.PipelineTask;

/// Turns texts into vectors of length 1 with the sentence encoder of pipeline-service. While that is away, there are none,
/// and nobody waits for it again and again.
@Singleton
class Encoder {

    private static final Logger LOG = Logger.getLogger(Encoder.class);
    private static final int BATCH = 24;
    private static final int TOKENS_AROUND_A_TEXT = 2;
    private static final Duration AWAY = Duration.ofSeconds(10);

    private final PipelineClient pipelines;
    private volatile long awayUntil = System.nanoTime();

    Encoder(PipelineClient pipelines) {
        this.pipelines = pipelines;
    }

    /// One vector per text; empty if the encoder does not answer in time.
    ///
    /// @param patience for each batch of texts
    Optional<List<float[]>> encode(List<String> texts, Duration patience) {
        if (System.nanoTime() - awayUntil < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(encode(null, texts, patience));
        } catch (PipelineFailedException e) {
            awayUntil = System.nanoTime() + AWAY.toNanos();
            LOG.debugf("no embeddings for now: %s", e.getMessage());
            return Optional.empty();
        }
    }

    /// One vector per text.
    ///
    /// @param model a Hub name; null means the default encoder
    /// @throws PipelineFailedException if pipeline-service does not answer, or refuses
    List<float[]> encode(@Nullable String model, List<String> texts, Duration patience) {
        List<float[]> vectors = new ArrayList<>(texts.size());
        for (int from = 0; from < texts.size(); from += BATCH) {
            vectors.addAll(batch(model, texts.subList(from, Math.min(texts.size(), from + BATCH)), patience));
        }
        return vectors;
    }

    /// How many tokens the encoder reads of texts, its own ones included. Texts are counted in one call; between them stands
    /// what tokenizers split at.
    int tokens(@Nullable String model, List<String> texts, Duration patience) {
        int joined = pipelines.run(model, PipelineTask.Tokenize.of(String.join("\n", texts)), patience).count();
        return joined + (texts.size() - 1) * TOKENS_AROUND_A_TEXT;
    }

    private List<float[]> batch(@Nullable String model, List<String> texts, Duration patience) {
        var task = new PipelineTask.FeatureExtraction(texts, true, null, true, null, null);
        List<float[]> vectors = pipelines.run(model, task, patience).vectors().stream().map(Encoder::array).toList();
        if (vectors.size() != texts.size()) {
            throw new IllegalStateException("%d vectors for %d texts".formatted(vectors.size(), texts.size()));
        }
        return vectors;
    }

    private static float[] array(List<Float> vector) {
        float[] array = new float[vector.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = vector.get(i);
        }
        return array;
    }
}
