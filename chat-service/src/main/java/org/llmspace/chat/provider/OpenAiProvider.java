package org.llmspace.chat.provider;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.FailureCode;
import org.llmspace.contracts.chat.GenerationOptions;
import org.llmspace.contracts.kafka.EventCodec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.openai.OpenAiChatRequestParameters;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel.OpenAiStreamingChatModelBuilder;

/// Any server that speaks OpenAI's protocol, through LangChain4j's model for it.
final class OpenAiProvider implements Provider {

    private static final Logger LOG = Logger.getLogger(OpenAiProvider.class);
    private static final Duration LIST_PATIENCE = Duration.ofSeconds(3);
    private static final Duration LIST_FRESH = Duration.ofMinutes(5);
    private static final Duration LIST_RETRY = Duration.ofSeconds(20);

    private final Endpoint endpoint;
    private final Http http;
    private final CallNotes notes = new CallNotes();
    private List<ModelInfo> listed = List.of();
    private @Nullable String problem;
    private boolean asked;
    private long lookAgainAt = System.nanoTime();

    OpenAiProvider(Endpoint endpoint, Http http) {
        this.endpoint = endpoint;
        this.http = http;
    }

    @Override
    public String name() {
        return endpoint.provider();
    }

    @Override
    public Optional<String> unusable() {
        return Optional.ofNullable(endpoint.unusable());
    }

    @Override
    public synchronized Optional<String> missing() {
        return unusable().or(() -> Optional.ofNullable(problem));
    }

    /// What the provider listed last. It is asked again every five minutes; only the first time anybody waits for it.
    @Override
    public synchronized List<ModelInfo> models() {
        if (endpoint.unusable() == null && System.nanoTime() - lookAgainAt >= 0) {
            lookAgainAt = System.nanoTime() + LIST_RETRY.toNanos();
            if (asked) {
                Thread.ofVirtual().name("lists-" + name()).start(this::refresh);
            } else {
                asked = true;
                refresh();
            }
        }
        return listed;
    }

    private void refresh() {
        try {
            list(ask());
        } catch (ProviderException e) {
            LOG.warnf("%s does not list its models: %s", endpoint, e.getMessage());
            synchronized (this) {
                problem = e.getMessage();
            }
        }
    }

    private synchronized void list(List<ModelInfo> fresh) {
        listed = fresh;
        problem = fresh.isEmpty() ? name() + " lists no models; name one as " + name() + "/..." : null;
        lookAgainAt = System.nanoTime() + LIST_FRESH.toNanos();
    }

    Forwarding forwarding() {
        return new Forwarding(endpoint, http.client());
    }

    @Override
    public ModelStream open(ModelCall call) {
        ProviderHttp connection = new ProviderHttp(endpoint, http, notes);
        return new LangChain4jStream(name(), connection, handler -> {
            // the builder's static factory would look for extensions at every call
            var model = new OpenAiStreamingChatModelBuilder().httpClientBuilder(connection)
                    .baseUrl(endpoint.base().toString()).apiKey(endpoint.apiKey()).modelName(call.model())
                    .returnThinking(true).accumulateToolCallId(false).build();
            model.chat(ChatRequest.builder().messages(ModelMessages.of(call)).parameters(parameters(call)).build(), handler);
        });
    }

    private ChatRequestParameters parameters(ModelCall call) {
        GenerationOptions options = call.options();
        var parameters = OpenAiChatRequestParameters.builder().modelName(call.model()).temperature(options.temperature())
                .topP(options.topP()).presencePenalty(options.presencePenalty())
                .frequencyPenalty(options.frequencyPenalty()).reasoningEffort(options.reasoningEffort())
                .stopSequences(options.stop()).customParameters(verbatim(options));
        return (call.capabilities().takes(Feature.MAX_COMPLETION_TOKENS) ? parameters.maxCompletionTokens(options.maxTokens())
                : parameters.maxOutputTokens(options.maxTokens())).build();
    }

    /// What LangChain4j's own types cannot hold whole: any JSON schema, and seeds beyond 32 bits.
    private static Map<String, Object> verbatim(GenerationOptions options) {
        Map<String, Object> parameters = new HashMap<>(options.extra());
        if (!options.tools().isEmpty()) {
            parameters.put("tools", options.tools().stream().map(OpenAiProvider::withoutSchemaName).toList());
        }
        if (options.parallelToolCalls() != null) {
            parameters.put("parallel_tool_calls", options.parallelToolCalls());
        }
        if (options.toolChoice() != null && !options.tools().isEmpty()) {
            parameters.put("tool_choice", options.toolChoice());
        }
        if (options.responseFormat() != null) {
            parameters.put("response_format", options.responseFormat());
        }
        if (options.seed() != null) {
            parameters.put("seed", options.seed());
        }
        return parameters;
    }

    /// Some providers refuse `$schema`, which names the version of JSON Schema.
    private static JsonNode withoutSchemaName(JsonNode tool) {
        JsonNode copy = tool.deepCopy();
        if (copy.at("/function/parameters") instanceof ObjectNode schema) {
            schema.remove("$schema");
        }
        return copy;
    }

    /// What the listing of the provider says besides names, as vLLM, OpenRouter and Hugging Face's router do.
    @Override
    public Capabilities describe(String model) {
        String id = name() + "/" + model;
        return models().stream().filter(info -> info.id().equals(id)).findFirst().map(ModelInfo::capabilities)
                .orElse(Capabilities.UNKNOWN);
    }

    private List<ModelInfo> ask() {
        try {
            HttpRequest request = request(endpoint.resolve("/models")).timeout(LIST_PATIENCE).GET().build();
            HttpResponse<String> answer = http.client().send(request, BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw Refusals.of(endpoint, new Upstream.Refusal(answer.statusCode(), answer.headers(), answer.body()));
            }
            return read(EventCodec.json().readTree(answer.body()).path("data"));
        } catch (JsonProcessingException e) {
            throw ProviderException.of(FailureCode.PROVIDER_FAILED, name() + " lists its models in no JSON");
        } catch (IOException e) {
            throw ProviderException.of(FailureCode.MODEL_UNAVAILABLE, endpoint + " cannot be reached");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ProviderException.of(FailureCode.INTERNAL, "stopped while waiting for " + name());
        }
    }

    private List<ModelInfo> read(JsonNode data) {
        List<ModelInfo> models = new ArrayList<>();
        for (JsonNode model : data) {
            String id = model.path("id").asText();
            if (!id.isBlank()) {
                models.add(new ModelInfo(name() + "/" + id, created(model),
                        model.path("owned_by").asText(name()), Listing.capabilities(model, name())));
            }
        }
        return List.copyOf(models);
    }

    /// Anthropic has a date, where OpenAI has seconds.
    private static long created(JsonNode model) {
        try {
            return model.path("created_at").isTextual() ? Instant.parse(model.path("created_at").asText()).getEpochSecond()
                    : model.path("created").asLong(0);
        } catch (DateTimeParseException e) {
            return 0;
        }
    }

    private HttpRequest.Builder request(URI uri) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        endpoint.headers().forEach(request::header);
        return endpoint.apiKey() == null ? request : request.header("Authorization", "Bearer " + endpoint.apiKey());
    }
}
