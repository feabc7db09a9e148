package org.llmspace.pipeline.task;

import java.util.List;

import org.llmspace.contracts.pipeline.ModelDescription;
import org.llmspace.contracts.pipeline.ModelState;
import org.llmspace.contracts.pipeline.PipelineOutput;
import org.llmspace.contracts.pipeline.PipelineTask.ListModels;
import org.llmspace.pipeline.model.ModelEntry;
import org.llmspace.pipeline.model.Models;

/// Which models there are, in the words of the wire.
final class ModelListing {

    private final Models models;

    ModelListing(Models models) {
        this.models = models;
    }

    PipelineOutput.Models run(ListModels task) {
        return new PipelineOutput.Models(models.list().stream().map(ModelListing::description)
                .filter(model -> task.forTask() == null || model.tasks().contains(task.forTask())).toList());
    }

    PipelineOutput.Models load(String name) {
        return new PipelineOutput.Models(List.of(description(models.load(name))));
    }

    PipelineOutput.Models unload(String name) {
        return new PipelineOutput.Models(List.of(description(models.unload(name))));
    }

    private static ModelDescription description(ModelEntry entry) {
        return switch (entry.state()) {
            case LOADED -> description(entry, ModelState.LOADED, "It is in memory, ready to run.");
            case LOADING -> description(entry, ModelState.LOADING, "It is being loaded; calls wait for it.");
            case AVAILABLE -> description(entry, ModelState.AVAILABLE, "It is on this machine; the first call loads it.");
        };
    }

    private static ModelDescription description(ModelEntry entry, ModelState state, String howToGet) {
        return new ModelDescription(entry.name(), entry.tasks(), entry.files().backend(), state,
                entry.files().sizeBytes(), howToGet);
    }
}
