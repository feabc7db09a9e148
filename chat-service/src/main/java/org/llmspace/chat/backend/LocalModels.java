package org.llmspace.chat.backend;

import java.time.Duration;
import java.util.List;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.llmspace.contracts.pipeline.ModelDescription;
import org.llmspace.contracts.pipeline.ModelState;
import org.llmspace.contracts.pipeline.PipelineOutput;
import org.llmspace.contracts.pipeline.PipelineTask.ListModels;

/// The models that pipeline-service has on its disk, as it told last. It is asked again when somebody wants to know and the
/// answer is old; only the first time anybody waits for it, and not for long.
@Singleton
public class LocalModels {

    /// Asks pipeline-service; [PipelineClient] does.
    interface Listing {
        PipelineOutput.Models list(Duration patience);
    }

    private static final Duration FRESH = Duration.ofSeconds(15);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration FIRST = Duration.ofSeconds(1);

    private final Listing listing;
    private volatile List<ModelDescription> known = List.of();
    private long askAgainAt = System.nanoTime();
    private boolean asked;

    @Inject
    LocalModels(PipelineClient pipelines) {
        this(patience -> pipelines.run(null, new ListModels(null), patience));
    }

    LocalModels(Listing listing) {
        this.listing = listing;
    }

    /// Those of a task, by the Hub's name, that can answer now.
    public List<ModelDescription> of(String task) {
        refresh();
        return known.stream().filter(model -> isHere(model.state()) && model.tasks().contains(task)).toList();
    }

    private static boolean isHere(ModelState state) {
        return state == ModelState.LOADED || state == ModelState.LOADING || state == ModelState.AVAILABLE;
    }

    private void refresh() {
        Thread asking = null;
        boolean first;
        synchronized (this) {
            first = !asked;
            if (System.nanoTime() - askAgainAt >= 0) {
                askAgainAt = System.nanoTime() + FRESH.toNanos();
                asked = true;
                asking = Thread.ofVirtual().name("lists-local").start(this::ask);
            }
        }
        if (first && asking != null) {
            await(asking);
        }
    }

    private void ask() {
        try {
            known = listing.list(PATIENCE).models();
        } catch (PipelineFailedException e) {
            known = List.of();
        }
    }

    private static void await(Thread asking) {
        try {
            asking.join(FIRST);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
