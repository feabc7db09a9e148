package org.llmspace.pipeline.task;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.llmspace.contracts.pipeline.ModelDescription;
import org.llmspace.contracts.pipeline.ModelState;
import org.llmspace.contracts.pipeline.PipelineOutput;
import org.llmspace.contracts.pipeline.PipelineTask.ListModels;
import org.llmspace.pipeline.model.ModelEntry;
import org.llmspace.pipeline.model.Models;
import org.llmspace.pipeline.remote.InferenceProviders;
import org.llmspace.pipeline.remote.RemoteModel;

/// Which models there are, in the words of the wire.
final class ModelListing {

    private final Models models;
    private final InferenceProviders providers;

    ModelListing(Models models, InferenceProviders providers) {
        this.models = models;
        this.providers = providers;
    }

    PipelineOutput.Models run(ListModels task) {
        return new PipelineOutput.Models(Stream.concat(models.list().stream().map(ModelListing::description),
                models.remoteDefaults().stream().map(RemoteModel::named).flatMap(Optional::stream)
                        .map(model -> remote(model, providers)))
                .filter(model -> task.forTask() == null || model.tasks().contains(task.forTask())).toList());
    }

    PipelineOutput.Models load(String name) {
        return one(models.load(name));
    }

    PipelineOutput.Models unload(String name) {
        return one(models.unload(name));
    }

    PipelineOutput.Models downloaded(String name) {
        models.taskOf(name); // says what is wrong if it is not there now
        return one(models.entry(name));
    }

    static ModelDescription remote(RemoteModel model, InferenceProviders providers) {
        boolean usable = providers.isUsable();
        return new ModelDescription(model.name(), Models.tasksOf(model.name()), "remote",
                usable ? ModelState.AVAILABLE : ModelState.UNAVAILABLE, null, null,
                usable ? "Hugging Face's Inference Providers run it with HF_TOKEN."
                        : "Hugging Face's Inference Providers run it: set HF_TOKEN, and leave HF_HUB_OFFLINE unset.");
    }

    private static PipelineOutput.Models one(ModelEntry entry) {
        return new PipelineOutput.Models(List.of(description(entry)));
    }

    static ModelDescription description(ModelEntry entry) {
        return switch (entry.state()) {
            case LOADED -> description(entry, ModelState.LOADED, "It is in memory, ready to run.");
            case LOADING -> description(entry, ModelState.LOADING, "It is being loaded; calls wait for it.");
            case AVAILABLE -> description(entry, ModelState.AVAILABLE, "It is on this machine; the first call loads it.");
            case DOWNLOADING -> description(entry, ModelState.DOWNLOADING, "It is being downloaded; calls wait for it.");
            case MISSING -> description(entry, ModelState.MISSING,
                    "It is on the Hub; the first call downloads it, or POST /models/%s/download.".formatted(entry.name()));
            case OUT_OF_REACH -> description(entry, ModelState.UNAVAILABLE,
                    "It is not on this machine, and HF_HUB_OFFLINE forbids to ask the Hub; unset it once, or copy the model into the cache.");
        };
    }

    private static ModelDescription description(ModelEntry entry, ModelState state, String howToGet) {
        return new ModelDescription(entry.name(), entry.tasks(), entry.backend(), state, entry.sizeBytes(),
                entry.downloadedBytes(), howToGet);
    }
}
