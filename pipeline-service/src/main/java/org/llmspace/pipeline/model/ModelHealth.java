package org.llmspace.pipeline.model;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/// Whether the built-in model is loaded; both the start and the readiness of the service wait for it.
@Startup
@Readiness
@ApplicationScoped
public class ModelHealth implements HealthCheck {

    private final ModelWarmup warmup;

    public ModelHealth(ModelWarmup warmup) {
        this.warmup = warmup;
    }

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("model");
        warmup.problem().ifPresent(what -> response.withData("missing", what));
        return response.status(warmup.problem().isEmpty()).build();
    }
}
