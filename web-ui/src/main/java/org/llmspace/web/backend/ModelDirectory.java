package org.llmspace.web.backend;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/// The chat models that chat-service can use now. A chat-service that is away costs the choice, nothing else.
@ApplicationScoped
public class ModelDirectory {

    /// @param id what a request names, for instance `openai/gpt-5-mini`
    public record Model(String id, String ownedBy) {
    }

    /// A provider that cannot be used now.
    ///
    /// @param reason what to do about it, for people
    public record Unusable(String name, String reason) {
    }

    private record Known(List<Model> models, List<Unusable> unusable) {
    }

    private static final Logger LOG = Logger.getLogger(ModelDirectory.class);
    private static final Duration FRESH = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofMillis(1_500);

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE).build();
    private final URI models;
    private final ObjectMapper json;
    private volatile Known known = new Known(List.of(), List.of());
    private volatile long asked;

    ModelDirectory(BackendConfig config, ObjectMapper json) {
        String base = config.chatUrl().toString();
        this.models = URI.create((base.endsWith("/") ? base : base + "/") + "v1/models");
        this.json = json;
    }

    /// What is known now, at most ten seconds old once it has been asked for; never waits for long.
    public List<Model> models() {
        return known().models();
    }

    /// Providers whose models cannot be chosen, as [#models] knows them.
    public List<Unusable> unusable() {
        return known().unusable();
    }

    private Known known() {
        long now = System.nanoTime();
        if (asked == 0 || now - asked > FRESH.toNanos()) {
            asked = now;
            CompletableFuture<@Nullable Void> answer = ask();
            if (known.models().isEmpty()) {
                answer.join();
            }
        }
        return known;
    }

    private CompletableFuture<@Nullable Void> ask() {
        HttpRequest request = HttpRequest.newBuilder(models).timeout(PATIENCE).build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray()).handle((response, failure) -> {
            if (failure == null && response.statusCode() == 200) {
                known = read(response.body());
            } else {
                LOG.debugf("no models from %s: %s", models, failure == null ? response.statusCode() : failure);
            }
            return null;
        });
    }

    private Known read(byte[] body) {
        try {
            List<Model> found = new ArrayList<>();
            JsonNode all = json.readTree(body);
            for (JsonNode model : all.path("data")) {
                found.add(new Model(model.path("id").asText(), model.path("owned_by").asText("")));
            }
            List<Unusable> unusable = new ArrayList<>();
            for (JsonNode one : all.path("unusable_providers")) {
                unusable.add(new Unusable(one.path("name").asText(), one.path("reason").asText()));
            }
            return new Known(List.copyOf(found), List.copyOf(unusable));
        } catch (IOException e) {
            LOG.warnf("%s does not answer with JSON: %s", models, e.getMessage());
            return new Known(List.of(), List.of());
        }
    }
}
