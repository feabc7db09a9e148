package org.llmspace.pipeline.remote;

import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;
import org.llmspace.pipeline.hub.Hub;
import org.llmspace.pipeline.hub.HubException;
import org.llmspace.pipeline.hub.ModelName;
import org.llmspace.pipeline.remote.RemoteException.Reason;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// Hugging Face's Inference Providers: which of them runs a model, and how it is asked.
@ApplicationScoped
public class InferenceProviders {

    private static final String HUGGING_FACE = "hf-inference";
    /// Answer a text with its continuation in OpenAI's older shape.
    private static final Set<String> COMPLETING = Set.of(HUGGING_FACE, "together", "featherless-ai");
    private static final Set<String> SENTENCE_TASKS = Set.of("feature-extraction", "sentence-similarity");

    private final RemoteSettings settings;
    private final Hub hub;
    private final RouterHttp http;
    private final ImageProviders images;
    private final ExpiringMappings mappings = new ExpiringMappings(TimeUnit.MINUTES.toNanos(10));

    public InferenceProviders(RemoteSettings settings, Hub hub) {
        this.settings = settings;
        this.hub = hub;
        this.http = new RouterHttp(settings, hub);
        this.images = new ImageProviders(http);
    }

    /// Whether a model of the Hub that cannot run here shall run there.
    public boolean isFallback() {
        return settings.whenNoOnnx() && isUsable();
    }

    /// Whether there is a token to call with.
    public boolean isUsable() {
        return hub.token().isPresent() && !hub.isOffline();
    }

    /// The task that a model is offered for, by the Hub's name.
    ///
    /// @throws RemoteException if nobody offers it
    public String taskOf(RemoteModel model) {
        String task = live(model).getFirst().task();
        return task.equals("conversational") ? "text-generation" : task;
    }

    /// The answer to `{"inputs": ..., "parameters": ...}`.
    public JsonNode call(RemoteModel model, String task, JsonNode body) {
        return http.post(model.name(), path(model, task), body).json();
    }

    /// The answer to an image or a recording.
    ///
    /// @param contentType null if not known
    public JsonNode call(RemoteModel model, String task, byte[] body, @Nullable String contentType) {
        return http.post(model.name(), path(model, task), body, contentType).json();
    }

    /// A text read aloud.
    public RemoteFile speech(RemoteModel model, JsonNode body) {
        RouterHttp.Answer answer = http.post(model.name(), path(model, "text-to-speech"), body);
        return RemoteFile.of(answer, model, http);
    }

    /// An image of what a text describes.
    public RemoteFile image(RemoteModel model, ObjectNode body) {
        return images.image(model, find(model, Set.of("text-to-image"), ImageProviders.KNOWN), body);
    }

    /// What comes next in a conversation, in OpenAI's shape.
    public JsonNode chat(RemoteModel model, ObjectNode body) {
        return http.post(model.name(), "v1/chat/completions", body.put("model", chatName(model))).json();
    }

    /// The same in pieces.
    public EventStream chatStreamed(RemoteModel model, ObjectNode body) {
        body.put("model", chatName(model)).put("stream", true);
        return new EventStream(http.postStreamed(model.name(), "v1/chat/completions", body, "text/event-stream"));
    }

    /// How a text goes on, in OpenAI's shape.
    public JsonNode completion(RemoteModel model, ObjectNode body) {
        return http.post(model.name(), completionPath(model, body), body).json();
    }

    /// The same in pieces.
    public EventStream completionStreamed(RemoteModel model, ObjectNode body) {
        String path = completionPath(model, body);
        return new EventStream(http.postStreamed(model.name(), path, body.put("stream", true), "text/event-stream"));
    }

    /// The router knows who runs what in conversations.
    private static String chatName(RemoteModel model) {
        return model.provider() == null ? model.repository() : model.repository() + ":" + model.provider();
    }

    private String completionPath(RemoteModel model, ObjectNode body) {
        Mapping mapping = find(model, Set.of("text-generation", "conversational"), COMPLETING);
        body.put("model", mapping.model());
        return mapping.provider().equals(HUGGING_FACE) ? "hf-inference/models/%s/v1/completions".formatted(mapping.model())
                : mapping.provider() + "/v1/completions";
    }

    private String path(RemoteModel model, String task) {
        boolean sentences = SENTENCE_TASKS.contains(task);
        Mapping mapping = find(model, sentences ? SENTENCE_TASKS : names(task), Set.of(HUGGING_FACE));
        return "hf-inference/models/" + mapping.model() + (sentences ? "/pipeline/" + task : "");
    }

    /// The Hub has two names for some tasks.
    private static Set<String> names(String task) {
        return switch (task) {
            case "text-to-speech" -> Set.of("text-to-speech", "text-to-audio");
            case "text2text-generation" -> Set.of("text2text-generation", "text-generation");
            default -> Set.of(task);
        };
    }

    private Mapping find(RemoteModel model, Set<String> tasks, Set<String> providers) {
        List<Mapping> live = live(model);
        return live.stream().filter(mapping -> providers.contains(mapping.provider()))
                .filter(mapping -> tasks.contains(mapping.task())).findFirst()
                .orElseThrow(() -> new RemoteException(Reason.NOT_FOUND,
                        "%s is offered for %s, not for %s by a provider that is known here (%s); use another model or provider"
                                .formatted(model.name(), live.stream().map(mapping -> mapping.provider() + " " + mapping.task())
                                        .distinct().toList(), String.join(" or ", tasks), String.join(", ", providers))));
    }

    private List<Mapping> live(RemoteModel model) {
        List<Mapping> live = mappings.get(model.repository(), this::ask).stream()
                .filter(mapping -> model.provider() == null || mapping.provider().equals(model.provider())).toList();
        if (live.isEmpty()) {
            throw new RemoteException(Reason.NOT_FOUND, "No provider runs %s now; see %s/models?inference_provider=all"
                    .formatted(model.name(), hub.endpoint()));
        }
        return live;
    }

    private List<Mapping> ask(String repository) {
        if (hub.token().isEmpty()) {
            throw new RemoteException(Reason.NO_ACCESS,
                    "remote/%s runs at Hugging Face's Inference Providers, which needs a token: set HF_TOKEN"
                            .formatted(repository));
        }
        try {
            return Mapping.of(hub.describe(ModelName.parse(repository), "inferenceProviderMapping"), repository);
        } catch (HubException e) {
            throw new RemoteException(reason(e), String.valueOf(e.getMessage()), e);
        }
    }

    private static Reason reason(HubException e) {
        return switch (e.reason()) {
            case NOT_FOUND -> Reason.NOT_FOUND;
            case FORBIDDEN -> Reason.NO_ACCESS;
            case RATE_LIMITED -> Reason.RATE_LIMITED;
            case UNREACHABLE, DAMAGED, CACHE -> Reason.FAILED;
        };
    }
}
