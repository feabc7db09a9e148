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

    /// Every case of the tables of what clients send and need, each by the client that it is about.
    @Test
    void table() throws Exception {
        assertThat(NodeScript.run("table.mjs", url())).contains("all of the table");
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
            case "request please" -> ProviderServer.answer(exchange, request.toString());
            case "length please" -> finish(exchange, "{\"content\":\"{\\\"name\\\":\"}", "length");
            case "filter please" -> finish(exchange, "{\"content\":\"I\"}", "content_filter");
            case "refusal please" -> finish(exchange, "{\"refusal\":\"I will not.\"}", "stop");
            case "reasoning please" -> finish(exchange, "{\"reasoning_content\":\"Hm.\"}", "stop");
            case "silence please" -> finish(exchange, "{}", "stop");
            case "logprobs please" -> {
                ProviderServer.begin(exchange);
                ProviderServer.chunk(exchange,
                        """
                                {"choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":null,
                                "logprobs":{"content":[{"token":"Hi","logprob":-0.25,"bytes":[72,105],"top_logprobs":[]}],"refusal":null}}]}"""
                                .replace("\n", ""));
                ProviderServer.chunk(exchange, "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}");
            }
            case "status please" -> {
                exchange.getResponseHeaders().set("retry-after-ms", "1");
                ProviderServer.error(exchange, Integer.parseInt(messages.get(0).path("content").asText()), "some_error",
                        "some_code", "upstream said so");
            }
            case "error please" -> {
                ProviderServer.begin(exchange);
                ProviderServer.say(exchange, "Half");
                ProviderServer.chunk(exchange, "{\"error\":{\"message\":\"lost my GPU\",\"type\":\"server_error\"}}");
            }
            case "break please" -> {
                ProviderServer.begin(exchange);
                ProviderServer.say(exchange, "Half");
                throw new IOException("broken on purpose");
            }
            default -> ProviderServer.answer(exchange, "Hello", " from", " upstream");
        }
    }

    private static void finish(HttpExchange exchange, String delta, String reason) throws IOException {
        ProviderServer.begin(exchange);
        ProviderServer.chunk(exchange, "{\"choices\":[{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":null}]}");
        ProviderServer.chunk(exchange,
                "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"" + reason + "\"}]}");
        ProviderServer.write(exchange, "data: [DONE]\n\n");
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
