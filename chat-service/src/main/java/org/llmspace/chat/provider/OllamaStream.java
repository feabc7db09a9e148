package org.llmspace.chat.provider;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.Failure;
import org.llmspace.contracts.FailureCode;
import org.llmspace.contracts.chat.ToolCall;
import org.llmspace.contracts.chat.Usage;
import org.llmspace.contracts.kafka.EventCodec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

/// One answer of Ollama, line by line. A model that is not loaded is said first, since loading takes a while.
final class OllamaStream implements ModelStream {

    private final OllamaProvider provider;
    private final Http http;
    private final ModelCall call;
    private final ProviderSettings.Ollama settings;
    private final Queue<ModelEvent> ready = new ArrayDeque<>();
    private volatile @Nullable Upstream upstream;
    private volatile boolean closed;
    private boolean looked;
    private boolean said;
    private boolean calledTools;
    private int window;

    OllamaStream(OllamaProvider provider, Http http, ModelCall call, ProviderSettings.Ollama settings) {
        this.provider = provider;
        this.http = http;
        this.call = call;
        this.settings = settings;
    }

    @Override
    public ModelEvent next() {
        while (ready.isEmpty()) {
            Upstream open = upstream;
            if (!looked) {
                look();
            } else if (open == null) {
                connect();
            } else {
                read(open);
            }
        }
        return ready.remove();
    }

    @Override
    public void close() {
        closed = true;
        Upstream open = upstream;
        if (open != null) {
            open.close();
        }
    }

    private void look() {
        looked = true;
        Optional<JsonNode> loaded = provider.loaded(call.model());
        window = OllamaJson.window(call, settings.maxContext(),
                loaded.map(model -> model.path("context_length").asInt(0)).orElse(0));
        if (loaded.isEmpty()) {
            ready.add(new ModelEvent.Progress("loading " + call.model(), "models", 0, 1L));
        }
    }

    private void connect() {
        HttpRequest request = HttpRequest.newBuilder(provider.resolve("/api/chat"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(OllamaJson.request(call, window, settings.keepAlive()).toString())).build();
        Upstream open = new Upstream(provider.name(), http.client(), request);
        upstream = open;
        if (closed) {
            open.close();
        }
        Upstream.Refusal refusal = open.refusal(http.patience().firstToken());
        if (refusal != null) {
            throw refused(refusal);
        }
    }

    private void read(Upstream open) {
        String text = open.line(said ? http.patience().betweenTokens() : http.patience().firstToken());
        if (text == null) {
            throw ProviderException.of(FailureCode.PROVIDER_FAILED, "ollama ended its answer in the middle; try again");
        }
        JsonNode line = json(text);
        if (line.hasNonNull("error")) {
            throw ProviderException.of(FailureCode.PROVIDER_FAILED, "ollama failed: " + line.path("error").asText());
        }
        JsonNode message = line.path("message");
        addText(message);
        message.path("tool_calls").forEach(this::addCall);
        if (line.path("done").asBoolean()) {
            open.complete();
            ready.add(end(line));
        }
    }

    private void addText(JsonNode message) {
        String thinking = message.path("thinking").asText("");
        String content = message.path("content").asText("");
        if (!thinking.isEmpty()) {
            ready.add(new ModelEvent.Reasoning(thinking));
        }
        if (!content.isEmpty()) {
            ready.add(new ModelEvent.Text(content));
        }
        said |= !ready.isEmpty();
    }

    private void addCall(JsonNode asked) {
        calledTools = true;
        JsonNode function = asked.path("function");
        String id = asked.path("id").asText("call_" + UUID.randomUUID().toString().replace("-", ""));
        ready.add(new ModelEvent.CallTool(new ToolCall(id,
                new ToolCall.FunctionCall(function.path("name").asText(), function.path("arguments").toString()))));
    }

    private ModelEvent end(JsonNode line) {
        String reason = line.path("done_reason").asText("stop").equals("length") ? "length"
                : calledTools ? "tool_calls" : "stop";
        Usage usage = Usage.of(line.path("prompt_eval_count").asInt(0), line.path("eval_count").asInt(0));
        return new ModelEvent.End(reason, usage, warnings());
    }

    /// Ollama gives less than it is asked for where memory is short, and then cuts the prompt without a word.
    private List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        int allocated = provider.loaded(call.model()).map(model -> model.path("context_length").asInt(0)).orElse(0);
        if (allocated > 0 && allocated < window) {
            warnings.add("Ollama gave %s a window of %d tokens instead of %d; the beginning of a longer prompt is lost"
                    .formatted(call.model(), allocated, window));
        }
        if (OllamaJson.estimatedTokens(call) > window) {
            warnings.add("the prompt may be longer than the window of %d tokens; its beginning may be lost"
                    .formatted(window));
        }
        return warnings;
    }

    private ProviderException refused(Upstream.Refusal refusal) {
        String said = json(refusal.body()).path("error").asText(refusal.body());
        FailureCode code = switch (refusal.status()) {
            case 404 -> FailureCode.MODEL_NOT_FOUND;
            case 429 -> FailureCode.RATE_LIMITED;
            case 503 -> FailureCode.OVERLOADED;
            default -> refusal.status() >= 500 ? FailureCode.PROVIDER_FAILED : FailureCode.INVALID_REQUEST;
        };
        String help = code == FailureCode.MODEL_NOT_FOUND ? "; get it with 'ollama pull %s'".formatted(call.model()) : "";
        return new ProviderException(Failure.of(code, "ollama answered %d: %s%s".formatted(refusal.status(), said, help)));
    }

    private static JsonNode json(String text) {
        try {
            return EventCodec.json().readTree(text);
        } catch (JsonProcessingException e) {
            throw ProviderException.of(FailureCode.PROVIDER_FAILED, "ollama sent a line that is no JSON; try again");
        }
    }
}
