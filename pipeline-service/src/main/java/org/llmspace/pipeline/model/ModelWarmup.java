package org.llmspace.pipeline.model;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.llmspace.pipeline.builtin.BuiltinModel;

import io.quarkus.runtime.StartupEvent;

/// Loads the built-in encoder at the start, in the background, and runs it once, so that the first call is fast.
@ApplicationScoped
public class ModelWarmup {

    private static final Logger LOG = Logger.getLogger(ModelWarmup.class);

    private final Models models;
    private volatile @Nullable String problem = "the built-in model is being loaded";

    public ModelWarmup(Models models) {
        this.models = models;
    }

    void onStart(@Observes StartupEvent start) {
        Thread.ofPlatform().daemon().name("loads-models").start(this::load);
    }

    /// What keeps the built-in model from answering, for people; empty if nothing does.
    Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    private void load() {
        try {
            var _ = models.with(BuiltinModel.MINILM.modelName(), model -> new SentenceEncoder(model).embed("ready"));
            problem = null;
        } catch (RuntimeException e) {
            LOG.error("the built-in model cannot be loaded", e);
            problem = "the built-in model cannot be loaded: " + e.getMessage();
        }
    }
}
