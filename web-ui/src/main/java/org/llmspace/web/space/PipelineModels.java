package org.llmspace.web.space;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import org.llmspace.contracts.pipeline.ModelDescription;
import org.llmspace.contracts.pipeline.PipelineOutput;
import org.llmspace.web.backend.BackendUnavailableException;
import org.llmspace.web.call.Caller;
import org.llmspace.web.call.OpenCall;
import org.llmspace.web.call.OpenCalls;
import org.llmspace.web.call.TooManyCallsException;
import org.llmspace.web.endpoint.Endpoint;
import org.llmspace.web.endpoint.Endpoints;
import org.llmspace.web.endpoint.Inputs;

/// What a pipeline's field for the model suggests. A pipeline-service that is away costs the suggestions, nothing else.
@ApplicationScoped
class PipelineModels {

    private static final Duration FRESH = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofMillis(200);

    private final Endpoint lists;
    private final OpenCalls calls;
    private volatile List<ModelDescription> known = List.of();
    private volatile Instant askedAt = Instant.MIN;

    PipelineModels(Endpoints endpoints, OpenCalls calls) {
        this.lists = endpoints.named("list_models").orElseThrow();
        this.calls = calls;
    }

    /// The names of the models that are made for a pipeline, those that are here first.
    List<String> of(Endpoint pipeline) {
        String task = pipeline.name().replace('_', '-');
        return known().stream().filter(model -> model.tasks().contains(task))
                .sorted((one, other) -> one.state().compareTo(other.state())).map(ModelDescription::id).toList();
    }

    private List<ModelDescription> known() {
        if (askedAt.plus(FRESH).isBefore(Instant.now())) {
            askedAt = Instant.now();
            try {
                OpenCall call = calls.open(lists, Inputs.of(Map.of()), Caller.ofSession(null));
                Thread asking = Thread.startVirtualThread(() -> read(call));
                if (known.isEmpty()) {
                    asking.join(PATIENCE);
                }
            } catch (TooManyCallsException | BackendUnavailableException e) {
                // the suggestions of a minute ago have to do
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return known;
    }

    private void read(OpenCall call) {
        try {
            calls.awaitEnd(call, FRESH);
            if (call.answer().output() instanceof PipelineOutput.Models(var models)) {
                known = models;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
