package org.llmspace.chat.provider;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.FailureCode;
import org.llmspace.contracts.chat.Usage;
import org.llmspace.contracts.kafka.EventCodec;

import com.fasterxml.jackson.databind.JsonNode;

/// A streamed answer in OpenAI's protocol, asked for anew when it is refused before its first token.
final class OpenAiStream implements ModelStream {

    private static final Logger LOG = Logger.getLogger(OpenAiStream.class);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

    private final Endpoint endpoint;
    private final Http http;
    private final HttpRequest request;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Queue<ModelEvent> ready = new ArrayDeque<>();
    private final ToolCallFragments toolCalls = new ToolCallFragments();
    private volatile @Nullable Upstream upstream;
    private boolean begun;
    private @Nullable String finishReason;
    private Usage usage = Usage.UNKNOWN;

    OpenAiStream(Endpoint endpoint, Http http, HttpRequest request) {
        this.endpoint = endpoint;
        this.http = http;
        this.request = request;
    }

    @Override
    public ModelEvent next() {
        while (ready.isEmpty()) {
            Upstream open = upstream == null ? connect() : upstream;
            String line = open.line(begun ? http.patience().betweenTokens() : http.patience().firstToken());
            if (line == null) {
                end();
            } else if (line.startsWith("data:")) {
                read(line.substring("data:".length()).strip());
            }
        }
        begun = true;
        return ready.remove();
    }

    @Override
    public void close() {
        closed.countDown();
        Upstream open = upstream;
        if (open != null) {
            open.close();
        }
    }

    private Upstream connect() {
        for (int tries = 0;; tries++) {
            try {
                return connectOnce();
            } catch (ProviderException e) {
                if (tries >= http.patience().retries() || !e.failure().retryable() || !pause(e, tries)) {
                    throw e;
                }
                LOG.infof("%s, trying again (%d)", e.getMessage(), tries + 1);
            }
        }
    }

    private Upstream connectOnce() {
        if (closed.getCount() == 0) {
            throw ProviderException.of(FailureCode.INTERNAL, "the stream is closed");
        }
        Upstream open = new Upstream(endpoint.provider(), http.client(), request);
        upstream = open;
        if (closed.getCount() == 0) {
            open.close();
        }
        Upstream.Refusal refusal = open.refusal(http.patience().firstToken());
        if (refusal != null) {
            throw Refusals.of(endpoint, refusal);
        }
        return open;
    }

    /// Waits before another try; false if that would take too long or nobody waits any more.
    private boolean pause(ProviderException refused, int tries) {
        Duration pause = refused.retryAfter().orElse(Duration.ofMillis(500L << tries));
        try {
            return pause.compareTo(LONGEST_PAUSE) <= 0 && !closed.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void read(String data) {
        if (data.equals("[DONE]")) {
            end();
            return;
        }
        JsonNode chunk = parse(data);
        if (chunk.hasNonNull("error")) {
            throw Refusals.ofStream(endpoint, chunk.get("error"));
        }
        if (chunk.hasNonNull("usage")) {
            usage = OpenAiWire.usage(chunk.get("usage"));
        }
        JsonNode choice = chunk.path("choices").path(0);
        JsonNode delta = choice.path("delta");
        String reasoning = delta.path("reasoning_content").asText(delta.path("reasoning").asText(""));
        if (!reasoning.isEmpty() && !reasoning.equals("null")) {
            ready.add(new ModelEvent.Reasoning(reasoning));
        }
        if (delta.hasNonNull("content") && !delta.get("content").asText().isEmpty()) {
            ready.add(new ModelEvent.Text(delta.get("content").asText()));
        }
        delta.path("tool_calls").forEach(toolCalls::add);
        if (choice.hasNonNull("finish_reason")) {
            finishReason = choice.get("finish_reason").asText();
        }
    }

    private JsonNode parse(String data) {
        try {
            return EventCodec.json().readTree(data);
        } catch (IOException e) {
            throw ProviderException.of(FailureCode.PROVIDER_FAILED,
                    "%s sent a chunk that is no JSON; try again".formatted(endpoint.provider()));
        }
    }

    private void end() {
        String reason = finishReason;
        if (reason == null) {
            throw ProviderException.of(FailureCode.PROVIDER_FAILED,
                    "%s ended its answer in the middle; try again".formatted(endpoint.provider()));
        }
        toolCalls.all().forEach(call -> ready.add(new ModelEvent.CallTool(call)));
        ready.add(new ModelEvent.End(toolCalls.all().isEmpty() ? reason : "tool_calls", usage, List.of()));
    }
}
