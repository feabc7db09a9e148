package org.llmspace.pipeline.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.llmspace.pipeline.SharedBroker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

/// More calls at once than may run and wait together, and clients that do not wait.
@QuarkusTest
@QuarkusTestResource(SharedBroker.class)
class BurstTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CALLS = 400;
    private static final String LONG = "The waiter was kind and the soup was hot. ".repeat(10);

    @TestHTTPResource
    URI service;
    @Inject
    MeterRegistry meters;

    @Test
    void eachCallIsAnsweredAsIfAloneOrRefusedInWords() throws Exception {
        try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            List<String> texts = List.of(LONG, LONG + "But the bread was awful.", LONG + "Unbelievable! " + LONG);
            List<JsonNode> alone = texts.stream().map(text -> tree(send(client, text, 2).join().substring(4))).toList();

            List<CompletableFuture<String>> calls = IntStream.range(0, CALLS)
                    .mapToObj(i -> send(client, texts.get(i % texts.size()), i % 10 == 0 ? -1 : 2)).toList();

            int refused = 0;
            for (int i = 0; i < CALLS; i++) {
                String answer = calls.get(i).join();
                if (answer.startsWith("429 ")) {
                    refused++;
                    assertThat(answer).contains("256 calls wait already; try again in a few seconds");
                } else if (i % 10 == 0) {
                    assertThat(answer).startsWith("400 ").contains("top_k");
                } else {
                    assertThat(answer).startsWith("200 ");
                    assertSame(tree(answer.substring(4)), alone.get(i % texts.size()));
                }
            }
            assertThat(refused).isPositive();
            assertThat(meters.get("llmspace.calls.refused").counter().count()).isGreaterThanOrEqualTo(refused);
            assertThat(meters.get("llmspace.onnx.batch.rows").summary().max()).isGreaterThan(1);
            await().until(() -> meters.get("llmspace.calls.waiting").gauge().value() == 0
                    && meters.get("llmspace.onnx.runs.waiting").gauge().value() == 0
                    && meters.get("llmspace.onnx.tensors.open").gauge().value() == 0);
        }
    }

    @Test
    void aClientThatLeavesStopsItsCallAndFreesItsPlace() throws Exception {
        try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            assertThat(embed(client, 1).get(2, TimeUnit.MINUTES).statusCode()).isEqualTo(200);
            long runs = runs();
            long cancelled = cancelled();
            CompletableFuture<HttpResponse<String>> call = embed(client, 500);
            await().atMost(Duration.ofMinutes(1)).until(() -> runs() > runs);
            call.cancel(true);

            await().atMost(Duration.ofMinutes(1)).until(() -> cancelled() == cancelled + 1);
            await().until(() -> meters.get("llmspace.onnx.tensors.open").gauge().value() == 0);
            assertThat(runs() - runs).as("runs of 500").isLessThan(400);
        }
    }

    private CompletableFuture<HttpResponse<String>> embed(HttpClient client, int texts) throws JsonProcessingException {
        String body = JSON.writeValueAsString(Map.of("inputs", Collections.nCopies(texts, LONG)));
        HttpRequest request = HttpRequest.newBuilder(service.resolve("/models/llm-space/minilm/pipeline/feature-extraction"))
                .POST(HttpRequest.BodyPublishers.ofString(body)).build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }

    private long cancelled() {
        return meters.find("llmspace.calls").tags("task", "feature-extraction", "outcome", "cancelled").timers().stream()
                .mapToLong(Timer::count).sum();
    }

    private long runs() {
        return meters.get("llmspace.onnx.batch.rows").summary().count();
    }

    private static void assertSame(JsonNode answer, JsonNode alone) {
        for (int i = 0; i < 2; i++) {
            assertThat(answer.at("/0/%d/label".formatted(i))).isEqualTo(alone.at("/0/%d/label".formatted(i)));
            assertThat(answer.at("/0/%d/score".formatted(i)).doubleValue())
                    .isCloseTo(alone.at("/0/%d/score".formatted(i)).doubleValue(), Offset.offset(1e-5));
        }
    }

    /// The status and the body.
    private CompletableFuture<String> send(HttpClient client, String text, int topK) {
        String body = "{\"inputs\": \"%s\", \"parameters\": {\"top_k\": %d}}".formatted(text, topK);
        HttpRequest request = HttpRequest.newBuilder(service.resolve("/models/llm-space/sentiment"))
                .header("content-type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body)).build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .thenApply(answer -> answer.statusCode() + " " + answer.body());
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
    }
}
