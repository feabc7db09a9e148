package org.llmspace.chat.provider;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.kafka.EventCodec;

import com.fasterxml.jackson.databind.JsonNode;

/// Ollama by its own interface, which unlike its OpenAI-compatible one lets a call choose the window.
final class OllamaProvider implements Provider {

    static final String NAME = "ollama";
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration FRESH = Duration.ofSeconds(15);
    private static final Set<Feature> ALWAYS = EnumSet.of(Feature.TEMPERATURE, Feature.TEMPERATURE_ABOVE_1, Feature.TOP_P,
            Feature.STOP, Feature.SEED, Feature.PRESENCE_PENALTY, Feature.FREQUENCY_PENALTY, Feature.JSON_OBJECT,
            Feature.JSON_SCHEMA);

    private final URI base;
    private final Http http;
    private final ProviderSettings.Ollama settings;
    private final Map<String, Capabilities> described = new ConcurrentHashMap<>();
    private final OllamaPulls pulls;
    private List<ModelInfo> listed = List.of();
    private @Nullable String unusable;
    private long lookAgainAt = System.nanoTime();

    OllamaProvider(ProviderSettings.Ollama settings, Http http) {
        this.settings = settings;
        this.http = http;
        this.base = address(settings.host());
        this.pulls = new OllamaPulls(http.client(), base.resolve("/api/pull"));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public synchronized Optional<String> unusable() {
        look();
        return Optional.ofNullable(unusable);
    }

    @Override
    public synchronized List<ModelInfo> models() {
        look();
        return listed;
    }

    @Override
    public Capabilities describe(String model) {
        Capabilities known = described.get(model);
        if (known == null) {
            known = ask("/api/show", EventCodec.json().createObjectNode().put("model", model)).map(this::read)
                    .orElse(Capabilities.UNKNOWN);
            if (known.contextWindow() != null) {
                described.put(model, known);
            }
        }
        return known;
    }

    @Override
    public ModelStream open(ModelCall call) {
        return new OllamaStream(this, http, call, settings);
    }

    /// Fetches a model, and lists it afterwards.
    ModelInfo pull(String model, Consumer<ModelEvent.Progress> progress) throws InterruptedException {
        pulls.pull(model, progress);
        synchronized (this) {
            lookAgainAt = System.nanoTime();
        }
        described.remove(model);
        return new ModelInfo(NAME + "/" + model, 0, NAME, describe(model));
    }

    URI resolve(String path) {
        return base.resolve(path);
    }

    /// What is loaded now under this name: its size, and the window it really got.
    Optional<JsonNode> loaded(String model) {
        for (JsonNode running : ask("/api/ps", null).orElse(EventCodec.json().createObjectNode()).path("models")) {
            if (sameModel(running.path("name").asText(), model)) {
                return Optional.of(running);
            }
        }
        return Optional.empty();
    }

    private void look() {
        if (System.nanoTime() - lookAgainAt < 0) {
            return;
        }
        Optional<JsonNode> tags = ask("/api/tags", null);
        List<ModelInfo> models = new ArrayList<>();
        tags.ifPresent(answer -> answer.path("models").forEach(model -> models.add(new ModelInfo(
                NAME + "/" + model.path("name").asText(), created(model.path("modified_at").asText()), NAME,
                Capabilities.UNKNOWN))));
        listed = List.copyOf(models);
        unusable = tags.isEmpty() ? "Ollama does not answer at %s; start it, or set OLLAMA_HOST".formatted(base)
                : models.isEmpty() ? "Ollama has no model yet; pull one here, or with 'ollama pull llama3.2' or the like"
                        : null;
        lookAgainAt = System.nanoTime() + FRESH.toNanos();
    }

    private Capabilities read(JsonNode shown) {
        JsonNode info = shown.path("model_info");
        int trained = info.path(info.path("general.architecture").asText() + ".context_length").asInt(0);
        Set<Feature> takes = EnumSet.copyOf(ALWAYS);
        for (JsonNode capability : shown.path("capabilities")) {
            switch (capability.asText()) {
                case "tools" -> takes.add(Feature.TOOLS);
                case "vision" -> takes.add(Feature.IMAGES);
                case "thinking" -> takes.add(Feature.REASONING_EFFORT);
                default -> {
                    // nothing that a request could hold
                }
            }
        }
        return new Capabilities(trained == 0 ? null : Math.min(trained, settings.maxContext()), null, takes,
                new Price(0, 0, 0), "Ollama at " + base);
    }

    private Optional<JsonNode> ask(String path, @Nullable JsonNode body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(resolve(path)).timeout(PATIENCE);
        HttpRequest ready = body == null ? request.GET().build()
                : request.POST(BodyPublishers.ofString(body.toString())).build();
        try {
            HttpResponse<String> answer = http.client().send(ready, BodyHandlers.ofString());
            return answer.statusCode() == 200 ? Optional.of(EventCodec.json().readTree(answer.body())) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static boolean sameModel(String one, String other) {
        return tagged(one).equals(tagged(other));
    }

    private static String tagged(String name) {
        return name.contains(":") ? name : name + ":latest";
    }

    private static long created(String time) {
        try {
            return OffsetDateTime.parse(time).toEpochSecond();
        } catch (DateTimeParseException e) {
            return 0;
        }
    }

    /// OLLAMA_HOST may lack scheme and port, and may name the address that a server listens on.
    static URI address(String host) {
        String text = host.strip().replaceAll("/+$", "");
        URI uri = URI.create(text.contains("://") ? text : "http://" + text);
        String name = uri.getHost() == null || uri.getHost().equals("0.0.0.0") ? "127.0.0.1" : uri.getHost();
        int port = uri.getPort() >= 0 ? uri.getPort()
                : text.startsWith("http://") ? 80 : text.startsWith("https://") ? 443 : 11434;
        return URI.create("%s://%s:%d".formatted(uri.getScheme(), name, port));
    }
}
