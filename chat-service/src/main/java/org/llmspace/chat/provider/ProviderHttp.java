package org.llmspace.chat.provider;

import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.FailureCode;
import org.llmspace.contracts.kafka.EventCodec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEvent;
import dev.langchain4j.http.client.sse.ServerSentEventContext;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import dev.langchain4j.http.client.sse.ServerSentEventParsingHandle;

/// What carries one call of LangChain4j's to a provider. It reads on the thread that calls, and closes the connection when it is closed, from any thread.
final class ProviderHttp implements HttpClient, HttpClientBuilder, ServerSentEventParsingHandle, AutoCloseable {

    private static final int LONGEST_WHOLE = 16 << 20;

    private final Endpoint endpoint;
    private final Http http;
    private final CallNotes notes;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ToolNumbers numbers = new ToolNumbers();
    private final StringBuilder reasoning = new StringBuilder();
    private JsonNode event = EventCodec.json().missingNode();
    private Consumer<String> refusals = _ -> {
    };
    private volatile @Nullable Upstream upstream;

    ProviderHttp(Endpoint endpoint, Http http, CallNotes notes) {
        this.notes = notes;
        this.endpoint = endpoint;
        this.http = http;
    }

    /// Says who hears it when the model refuses to answer, which LangChain4j has no word for.
    void onRefusal(Consumer<String> refused) {
        refusals = refused;
    }

    /// What the event that is being handed on says about the likelihood of its tokens; LangChain4j passes over it.
    List<JsonNode> logprobs() {
        List<JsonNode> tokens = new ArrayList<>();
        event.path("choices").path(0).path("logprobs").path("content").forEach(tokens::add);
        return tokens;
    }

    @Override
    public SuccessfulHttpResponse execute(HttpRequest request) {
        throw new IllegalStateException("every call is streamed");
    }

    @Override
    public void execute(HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
        try {
            Upstream open = connect(request);
            listener.onOpen(SuccessfulHttpResponse.builder().statusCode(200).headers(Map.of()).build());
            readAll(open, listener);
            listener.onClose();
        } catch (ProviderException e) {
            listener.onError(e);
        } finally {
            close();
        }
    }

    private void readAll(Upstream open, ServerSentEventListener listener) {
        Duration patience = http.patience().firstToken();
        StringBuilder whole = new StringBuilder();
        for (String line = open.line(patience); line != null; line = open.line(patience)) {
            if (line.startsWith("data:")) {
                String data = line.substring("data:".length()).strip();
                if (data.equals("[DONE]")) {
                    open.complete();
                    return;
                }
                patience = handOn(data, listener) ? http.patience().betweenTokens() : patience;
            } else if (!whole.isEmpty() || line.stripLeading().startsWith("{")) {
                whole.append(line).append('\n');
                if (whole.length() > LONGEST_WHOLE) {
                    throw noJson("an answer that is too long");
                }
            }
        }
        if (!whole.isEmpty()) {
            handOn(asEvent(whole.toString()), listener);
        } else if (event.isMissingNode()) {
            throw ProviderException.of(FailureCode.PROVIDER_FAILED,
                    "%s sent no answer but something else; check its base URL".formatted(endpoint.provider()));
        }
    }

    /// @return whether it is a piece of the answer
    private boolean handOn(String data, ServerSentEventListener listener) {
        boolean says = says(data);
        String read = numbers.apart(event) ? event.toString() : data;
        listener.onEvent(new ServerSentEvent("message", read), new ServerSentEventContext(this));
        return says;
    }

    /// Some servers send the whole answer where a stream was asked for: that is a stream of one piece.
    private String asEvent(String answer) {
        try {
            JsonNode tree = EventCodec.json().readTree(answer);
            for (JsonNode choice : tree.path("choices")) {
                JsonNode message = choice.path("message");
                for (int i = 0; i < message.path("tool_calls").size(); i++) {
                    ((ObjectNode) message.path("tool_calls").get(i)).put("index", i);
                }
                ((ObjectNode) choice).set("delta", message);
                ((ObjectNode) choice).remove("message");
            }
            return tree.toString();
        } catch (JsonProcessingException e) {
            throw noJson("an answer that is no JSON");
        }
    }

    private ProviderException noJson(String what) {
        return ProviderException.of(FailureCode.PROVIDER_FAILED,
                "%s sent %s; try again".formatted(endpoint.provider(), what));
    }

    /// Whether an event is a piece of the answer. LangChain4j passes over errors that come as events, and over what is no
    /// JSON, so they are looked for here.
    private boolean says(String data) {
        try {
            event = EventCodec.json().readTree(data);
            if (event.hasNonNull("error")) {
                throw Refusals.ofStream(endpoint, event.get("error"));
            }
            JsonNode delta = event.path("choices").path(0).path("delta");
            reasoning.append(delta.path("reasoning_content").asText(""));
            notes.keep(event, reasoning);
            if (delta.path("refusal").isTextual()) {
                refusals.accept(delta.path("refusal").asText());
                return true;
            }
            return delta.has("tool_calls") || delta.has("reasoning_content")
                    || !delta.path("content").asText("").isEmpty();
        } catch (JsonProcessingException e) {
            throw noJson("an event that is no JSON");
        }
    }

    private Upstream connect(HttpRequest request) {
        var outgoing = java.net.http.HttpRequest.newBuilder(URI.create(request.url()))
                .POST(BodyPublishers.ofString(notes.restored(request.body())));
        request.headers().forEach((name, values) -> values.forEach(value -> outgoing.header(name, value)));
        Upstream open = new Upstream(endpoint.provider(), http.client(), outgoing.build());
        upstream = open;
        if (isCancelled()) {
            open.close();
        }
        Upstream.Refusal refusal = open.refusal(http.patience().firstToken());
        if (refusal != null) {
            throw Refusals.of(endpoint, refusal);
        }
        return open;
    }

    @Override
    public void cancel() {
        close();
    }

    @Override
    public boolean isCancelled() {
        return closed.getCount() == 0;
    }

    @Override
    public void close() {
        closed.countDown();
        Upstream open = upstream;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public HttpClient build() {
        return this;
    }

    @Override
    public Duration connectTimeout() {
        return http.patience().connect();
    }

    @Override
    public HttpClientBuilder connectTimeout(Duration timeout) {
        return this;
    }

    @Override
    public Duration readTimeout() {
        return http.patience().betweenTokens();
    }

    @Override
    public HttpClientBuilder readTimeout(Duration timeout) {
        return this;
    }
}
