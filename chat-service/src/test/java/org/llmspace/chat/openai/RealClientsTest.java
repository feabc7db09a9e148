package org.llmspace.chat.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.llmspace.chat.ProviderServer;
import org.llmspace.chat.RunningService;
import org.llmspace.testing.NodeScript;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;

/// Unmodified clients from npm against the HTTP door. The provider behind it does what the last message asks for.
@QuarkusTest
@QuarkusTestResource(RunningService.class)
class RealClientsTest {

    @SuppressWarnings("NullAway.Init") // injected by RunningService
    ProviderServer provider;

    @BeforeEach
    void obey() {
        provider.reset();
        provider.always(RealClientsTest::obey);
        provider.rawAnswer = """
                {"text":"Ada","created":1,"object":"list","usage":{"prompt_tokens":1,"total_tokens":1},
                "data":[{"b64_json":"AA==","object":"embedding","index":0,"embedding":[0.25,0.5]}]}""";
    }

    @Test
    void openai() throws Exception {
        assertThat(NodeScript.run("openai.mjs", url())).contains("all of openai");
        await().atMost(Duration.ofSeconds(5)).untilAsserted(
                () -> assertThat(provider.closedByClient.get()).as("the client that left, and the break").isPositive());
    }

    @Test
    void langchain() throws Exception {
        assertThat(NodeScript.run("langchain.mjs", url())).contains("all of langchain");
    }

    @Test
    void aiSdk() throws Exception {
        assertThat(NodeScript.run("ai-sdk.mjs", url())).contains("all of the AI SDK");
    }

    private static void obey(HttpExchange exchange, JsonNode request) throws IOException, InterruptedException {
        JsonNode messages = request.path("messages");
        JsonNode last = messages.get(messages.size() - 1);
        if (last.path("role").asText().equals("tool")) {
            List<String> results = new ArrayList<>();
            messages.forEach(message -> {
                if (message.path("role").asText().equals("tool")) {
                    results.add(message.path("content").asText());
                }
            });
            ProviderServer.answer(exchange, "It is ", String.join(", ", results));
            return;
        }
        switch (last.path("content").asText()) {
            case "tools please" -> callTools(exchange);
            case "json please" -> ProviderServer.answer(exchange, "{\"name\":", "\"Ada\"}");
            case "history please" -> ProviderServer.answer(exchange, roles(messages));
            case "talk please" -> ProviderServer.talk(exchange, Duration.ofMillis(10));
            case "limit please" -> ProviderServer.error(exchange, 429, "insufficient_quota", "rate_limit_exceeded", "slow");
            case "break please" -> {
                ProviderServer.begin(exchange);
                ProviderServer.say(exchange, "Half");
                throw new IOException("broken on purpose");
            }
            default -> ProviderServer.answer(exchange, "Hello", " from", " upstream");
        }
    }

    private static String roles(JsonNode messages) {
        List<String> roles = new ArrayList<>();
        messages.forEach(message -> roles.add(message.path("role").asText()));
        return String.join(",", roles);
    }

    private static void callTools(HttpExchange exchange) throws IOException {
        ProviderServer.begin(exchange);
        piece(exchange,
                "{\"index\":0,\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\"weather\",\"arguments\":\"\"}}");
        piece(exchange, "{\"index\":0,\"function\":{\"arguments\":\"{\\\"city\\\":\"}}");
        piece(exchange, "{\"index\":0,\"function\":{\"arguments\":\"\\\"Rome\\\"}\"}}");
        piece(exchange,
                "{\"index\":1,\"id\":\"call_2\",\"type\":\"function\",\"function\":{\"name\":\"weather\",\"arguments\":\"\"}}");
        piece(exchange, "{\"index\":1,\"function\":{\"arguments\":\"{\\\"city\\\":\\\"Oslo\\\"}\"}}");
        ProviderServer.chunk(exchange, "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"tool_calls\"}]}");
        ProviderServer.write(exchange, "data: [DONE]\n\n");
    }

    private static void piece(HttpExchange exchange, String call) throws IOException {
        ProviderServer.chunk(exchange, "{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[" + call + "]}}]}");
    }

    private static String url() {
        return "http://127.0.0.1:" + ConfigProvider.getConfig().getValue("quarkus.http.port", Integer.class);
    }
}
