package org.llmspace.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.llmspace.testing.NodeScript;

import com.fasterxml.jackson.databind.ObjectMapper;

/// Two processes of web-ui, and clients that are sent to the one and the other in turn: any replica serves any request,
/// and what one of them began the other goes on with.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TwoReplicasIT {

    private final RealBroker broker = new RealBroker();
    private Replica one;
    private Replica other;
    private RoundRobin proxy;

    @BeforeAll
    void start() throws Exception {
        Map<String, String> environment = new HashMap<>();
        environment.put("KAFKA_BOOTSTRAP_SERVERS", broker.start().get("kafka.bootstrap.servers"));
        environment.put("LLMSPACE_CHAT_URL", "http://127.0.0.1:9");
        environment.put("LLMSPACE_UPLOADS_FOLDER", Path.of("target/uploads-of-replicas").toAbsolutePath().toString());
        one = new Replica("replica-one", environment);
        other = new Replica("replica-other", environment);
        proxy = new RoundRobin(List.of(one.port(), other.port()));
    }

    @AfterAll
    void stop() {
        proxy.close();
        one.close();
        other.close();
        broker.stop();
    }

    @Test
    void gradios_own_client_does_not_notice() throws Exception {
        assertThat(NodeScript.run("gradio.mjs", proxy.url())).contains("\"generating\"");
        assertThat(proxy.requests()).isGreaterThan(40);
    }

    @Test
    void nor_does_the_sdk_of_the_model_context_protocol() throws Exception {
        assertThat(NodeScript.run("mcp.mjs", proxy.url())).contains("\"tools\"");
    }

    @Test
    void nor_do_clients_of_the_transport_of_2024() throws Exception {
        assertThat(NodeScript.run("mcp-old.mjs", proxy.url())).contains("\"old\"");
    }

    @Test
    void they_are_the_same_app() throws Exception {
        assertThat(get(one.url() + "/gradio_api/app_id")).isEqualTo(get(other.url() + "/gradio_api/app_id"));
        ObjectMapper json = new ObjectMapper();
        assertThat(json.readTree(get(one.url() + "/config"))).isEqualTo(json.readTree(get(other.url() + "/config")));
    }

    @Test
    void an_answer_outlives_the_replicas_that_bring_it() throws Exception {
        String whole = IntStream.rangeClosed(1, 400).mapToObj(i -> i + " ").collect(Collectors.joining());
        PageStream page = new PageStream(ask(one, "count to 400"));
        page.read(one.url(), 5);
        assertThat(page.shown()).startsWith("1 2 3");
        one.kill();
        page.read(other.url(), 5);
        assertThat(page.stage()).isEqualTo("running");
        one.start();
        page.read(one.url(), 5);
        other.kill();
        other.start();
        page.read(other.url(), Integer.MAX_VALUE);
        assertThat(page.text()).isEqualTo(whole);
        assertThat(page.shown()).isEqualTo(whole.strip());
        assertThat(get(one.url() + "/chat?call=" + page.call())).contains("398 399 400");
    }

    /// Gradio's clients do not come back by themselves, so they must hear of it.
    @Test
    void a_replica_that_is_stopped_tells_those_who_listen() throws Exception {
        String session = "{\"data\":[\"count to 1000\"],\"fn_index\":0,\"session_hash\":\"stopped\"}";
        send(HttpRequest.newBuilder(URI.create(one.url() + "/gradio_api/queue/join"))
                .POST(HttpRequest.BodyPublishers.ofString(session)).build());
        var stream = CompletableFuture.supplyAsync(() -> unchecked(one.url() + "/gradio_api/queue/data?session_hash=stopped"));
        Thread.sleep(1_000);
        one.stop();
        assertThat(stream.get(30, TimeUnit.SECONDS)).contains("\"process_generating\"")
                .contains("\"message\":\"Server stopped unexpectedly.\"")
                .endsWith("{\"msg\":\"close_stream\",\"event_id\":null}\n\n");
        one.start();
    }

    private static String unchecked(String url) {
        try {
            return get(url);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static String ask(Replica replica, String message) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(replica.url() + "/chat"))
                .header("Accept", "application/json").header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("message=" + message.replace(' ', '+'))).build();
        return new ObjectMapper().readTree(send(request)).path("call").asText();
    }

    private static String get(String url) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(url)).build());
    }

    private static String send(HttpRequest request) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            return response.body();
        }
    }
}
