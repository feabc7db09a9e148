package org.llmspace.chat.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.llmspace.chat.provider.TestProviders.call;
import static org.llmspace.chat.provider.TestProviders.end;
import static org.llmspace.chat.provider.TestProviders.readAll;
import static org.llmspace.chat.provider.TestProviders.text;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llmspace.chat.ProviderServer;
import org.llmspace.contracts.FailureCode;
import org.llmspace.contracts.chat.ChatMessage;
import org.llmspace.contracts.chat.Content;
import org.llmspace.contracts.chat.Role;
import org.llmspace.contracts.chat.ToolCall;
import org.llmspace.contracts.kafka.EventCodec;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;

/// Ollama's own interface, replayed on loopback.
class OllamaProviderTest {

    private static final String DONE = """
            {"model":"llama3.2","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop",\
            "prompt_eval_count":26,"eval_count":3}
            """;

    private final List<JsonNode> asked = new CopyOnWriteArrayList<>();
    private volatile ProviderServer.Script script = (exchange, _) -> lines(exchange, say("Hel"), say("lo"), DONE);
    private volatile String running = "{\"models\":[]}";
    private volatile boolean left;
    private HttpServer server;
    private Providers providers;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(task -> Thread.ofVirtual().start(task));
        server.createContext("/api/tags", exchange -> ProviderServer.json(exchange, 200, """
                {"models":[{"name":"llama3.2:latest","modified_at":"2026-01-02T03:04:05.678Z","size":2019393189}]}"""));
        server.createContext("/api/show", exchange -> ProviderServer.json(exchange, 200,
                """
                        {"model_info":{"general.architecture":"llama","llama.context_length":131072},"capabilities":["completion","tools"]}"""));
        server.createContext("/api/ps", exchange -> ProviderServer.json(exchange, 200, running));
        server.createContext("/api/chat", exchange -> {
            JsonNode request = EventCodec.json().readTree(exchange.getRequestBody().readAllBytes());
            asked.add(request);
            try {
                script.answer(exchange, request);
            } catch (IOException e) {
                left = true;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                exchange.close();
            }
        });
        server.start();
        providers = TestProviders.of((Map.of("llmspace.chat.ollama.host",
                "127.0.0.1:" + server.getAddress().getPort(), "llmspace.chat.patience.retries", "0")));
    }

    @AfterEach
    void stop() {
        providers.close();
        server.stop(0);
    }

    @Test
    void anAnswerIsStreamedAfterTheModelIsLoaded() {
        List<ModelEvent> events = ask("{\"temperature\":0.5,\"max_tokens\":9,\"stop\":[\"END\"],\"seed\":4}",
                ChatMessage.user("hi"));
        assertThat(events.getFirst()).isEqualTo(new ModelEvent.Progress("loading llama3.2", "models", 0, 1L));
        assertThat(text(events)).isEqualTo("Hello");
        assertThat(end(events).usage().promptTokens()).isEqualTo(26);
        assertThat(end(events).usage().completionTokens()).isEqualTo(3);
        assertThat(end(events).usage().costUsd()).isZero();
        assertThat(asked.getFirst().path("options").toString()).isEqualTo(
                "{\"num_ctx\":4096,\"temperature\":0.5,\"num_predict\":9,\"seed\":4,\"stop\":[\"END\"]}");
    }

    @Test
    void theWindowGrowsWithThePromptAndWhatWasReallyGivenIsReadBack() {
        running = "{\"models\":[{\"name\":\"llama3.2:latest\",\"context_length\":4096}]}";
        List<ModelEvent> events = ask("{}", ChatMessage.user("word ".repeat(6_000)));
        assertThat(asked.getFirst().at("/options/num_ctx").asInt()).isEqualTo(16_384);
        assertThat(events.getFirst()).as("it is loaded already").isInstanceOf(ModelEvent.Text.class);
        assertThat(end(events).warnings()).singleElement().asString().contains("4096 tokens instead of 16384");
    }

    @Test
    void theWindowIsTheTrainedOneUpToTheLimit() {
        Capabilities known = providers.capabilities(providers.choose("ollama/llama3.2"));
        assertThat(known.contextWindow()).isEqualTo(32_768);
        assertThat(known.takes(Feature.TOOLS)).isTrue();
        assertThat(known.takes(Feature.IMAGES)).isFalse();
    }

    @Test
    void toolCallsHaveTextArgumentsAndAnInventedIdAndGoBackAsObjects() {
        script = (exchange, _) -> lines(exchange,
                "{\"message\":{\"role\":\"assistant\",\"content\":\"\",\"tool_calls\":[{\"function\":{\"name\":\"f\",\"arguments\":{\"a\":1}}}]},\"done\":false}\n",
                DONE);
        var before = new ChatMessage(Role.ASSISTANT, List.of(), null,
                List.of(new ToolCall("call_0", new ToolCall.FunctionCall("g", "{\"b\":2}"))), null);
        var result = new ChatMessage(Role.TOOL, List.of(new Content.Text("42")), null, List.of(), "call_0");
        List<ModelEvent> events = ask(
                "{\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}],\"tool_choice\":\"auto\"}",
                ChatMessage.user("hi"), before, result);
        ModelEvent.CallTool called = (ModelEvent.CallTool) events.get(1);
        assertThat(called.call().function().arguments()).isEqualTo("{\"a\":1}");
        assertThat(called.call().id()).startsWith("call_");
        assertThat(end(events).finishReason()).isEqualTo("tool_calls");
        assertThat(asked.getFirst().at("/messages/1/tool_calls/0/function/arguments/b").asInt()).isEqualTo(2);
        assertThat(asked.getFirst().at("/messages/2/tool_name").asText()).isEqualTo("g");
    }

    @Test
    void aSchemaIsTheFormat() {
        ask("{\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"schema\":{\"type\":\"object\"}}}}",
                ChatMessage.user("hi"));
        assertThat(asked.getFirst().path("format").toString()).isEqualTo("{\"type\":\"object\"}");
    }

    @ParameterizedTest
    @CsvSource({ "404,model_not_found", "400,invalid_request", "429,rate_limited", "500,provider_failed", "503,overloaded" })
    void aRefusalIsHandedOn(int status, String code) {
        script = (exchange, _) -> ProviderServer.json(exchange, status, "{\"error\":\"because\"}");
        assertFails(code, "because");
    }

    @Test
    void anErrorInTheMiddleAnEndInTheMiddleAndAHangAreErrors() {
        script = (exchange, _) -> lines(exchange, say("Half"), "{\"error\":\"out of memory\"}\n");
        assertFails("provider_failed", "out of memory");
        script = (exchange, _) -> lines(exchange, say("Half"));
        assertFails("provider_failed", "in the middle");
        script = (exchange, _) -> {
            lines(exchange, say("Half"));
            Thread.sleep(4_000);
        };
        assertFails("timeout", "sent nothing for 1 seconds");
    }

    @Test
    void aClosedStreamClosesTheConnection() {
        script = (exchange, _) -> {
            exchange.sendResponseHeaders(200, 0);
            for (int i = 0; i < 1_000; i++) {
                ProviderServer.write(exchange, say("word "));
                Thread.sleep(5);
            }
        };
        try (ModelStream stream = providers.open(providers.choose("ollama/llama3.2"), call("{}", ChatMessage.user("hi")))) {
            stream.next();
            stream.next();
        }
        await().atMost(Duration.ofSeconds(5)).until(() -> left);
    }

    @Test
    void aPullIsOneJobForAllGoesOnAfterABreakAndTellsHowFarItIs() throws Exception {
        AtomicInteger pulls = new AtomicInteger();
        CountDownLatch goOn = new CountDownLatch(1);
        server.createContext("/api/pull", exchange -> {
            try (exchange) {
                pulls.incrementAndGet();
                if (pulls.get() == 1) {
                    lines(exchange, "{\"status\":\"pulling manifest\"}\n",
                            "{\"status\":\"pulling aa\",\"digest\":\"sha256:aa\",\"total\":100}\n",
                            "{\"status\":\"pulling aa\",\"digest\":\"sha256:aa\",\"total\":100,\"completed\":40}\n");
                    goOn.await();
                    return; // the connection breaks
                }
                lines(exchange, "{\"status\":\"pulling aa\",\"digest\":\"sha256:aa\",\"total\":100,\"completed\":100}\n",
                        "{\"status\":\"pulling bb\",\"digest\":\"sha256:bb\",\"total\":11,\"completed\":11}\n",
                        "{\"status\":\"verifying sha256 digest\"}\n", "{\"status\":\"success\"}\n");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        List<ModelEvent.Progress> first = new CopyOnWriteArrayList<>();
        List<ModelEvent.Progress> second = new CopyOnWriteArrayList<>();
        var one = CompletableFuture.supplyAsync(() -> pull("ollama/llama3.2", first));
        await().atMost(Duration.ofSeconds(5)).until(() -> first.stream().anyMatch(told -> told.done() == 40));
        var two = CompletableFuture.supplyAsync(() -> pull("ollama/llama3.2", second));
        await().atMost(Duration.ofSeconds(5)).until(() -> !second.isEmpty());
        assertThat(second.getFirst().done()).as("the second one sees where the job is").isEqualTo(40);
        goOn.countDown();
        assertThat(one.get().id()).isEqualTo("ollama/llama3.2");
        assertThat(one.get().capabilities().contextWindow()).isEqualTo(32_768);
        assertThat(two.get()).isEqualTo(one.get());
        assertThat(first.getLast()).isEqualTo(new ModelEvent.Progress("llama3.2: success", "bytes", 111, 111L));
        assertThat(pulls).hasValue(2);
    }

    @Test
    void aPullThatNobodyWaitsForEndsAndAModelThatDoesNotExistIsSaid() throws Exception {
        AtomicBoolean gone = new AtomicBoolean();
        server.createContext("/api/pull", exchange -> {
            try (exchange) {
                if (EventCodec.json().readTree(exchange.getRequestBody().readAllBytes()).path("model").asText()
                        .equals("none")) {
                    lines(exchange, "{\"error\":\"pull model manifest: file does not exist\"}\n");
                    return;
                }
                exchange.sendResponseHeaders(200, 0);
                for (int i = 0; i < 1_000; i++) {
                    ProviderServer.write(exchange, "{\"status\":\"pulling aa\",\"digest\":\"sha256:aa\",\"total\":9}\n");
                    Thread.sleep(5);
                }
            } catch (IOException e) {
                gone.set(true);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertThatThrownBy(() -> pull("ollama/none", new CopyOnWriteArrayList<>())).hasMessageContaining("does not exist");
        assertThatThrownBy(() -> pull("openai/gpt-4o", new CopyOnWriteArrayList<>())).hasMessageContaining("cannot be pulled");
        List<ModelEvent.Progress> told = new CopyOnWriteArrayList<>();
        Thread waiting = Thread.ofVirtual().start(
                () -> assertThatThrownBy(() -> pull("ollama/large", told)).hasRootCauseInstanceOf(InterruptedException.class));
        await().atMost(Duration.ofSeconds(5)).until(() -> told.size() > 1);
        waiting.interrupt();
        await().atMost(Duration.ofSeconds(5)).untilTrue(gone);
    }

    private ModelInfo pull(String model, List<ModelEvent.Progress> told) {
        try {
            return providers.pull(model, told::add);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void modelsAreListedAndAServerThatIsNotThereSaysWhy() {
        Provider ollama = providers.choose("ollama/llama3.2").provider();
        assertThat(ollama.models()).extracting(ModelInfo::id).containsExactly("ollama/llama3.2:latest");
        assertThat(ollama.models().getFirst().created()).isEqualTo(1767323045);
        Providers none = TestProviders.of((Map.of()));
        assertThatThrownBy(() -> none.choose("ollama/llama3.2")).hasMessageContaining("127.0.0.1:1")
                .hasMessageContaining("OLLAMA_HOST");
        none.close();
    }

    @ParameterizedTest
    @CsvSource({ "localhost,http://localhost:11434", "0.0.0.0:8080,http://127.0.0.1:8080",
            "https://ollama.example/,https://ollama.example:443", "http://host:1,http://host:1" })
    void theHostIsReadAsOllamasOwnToolsReadIt(String host, String address) {
        assertThat(OllamaProvider.address(host)).hasToString(address);
    }

    private void assertFails(String code, String message) {
        assertThatThrownBy(() -> ask("{}", ChatMessage.user("hi"))).isInstanceOfSatisfying(ProviderException.class, e -> {
            assertThat(e.failure().code()).isEqualTo(FailureCode.valueOf(code.toUpperCase(java.util.Locale.ROOT)));
            assertThat(e.failure().message()).contains(message);
        });
    }

    private List<ModelEvent> ask(String options, ChatMessage... messages) {
        return readAll(providers.open(providers.choose("ollama/llama3.2"), call(options, messages)));
    }

    private static String say(String word) {
        return "{\"message\":{\"role\":\"assistant\",\"content\":\"" + word + "\"},\"done\":false}\n";
    }

    private static void lines(com.sun.net.httpserver.HttpExchange exchange, String... lines) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/x-ndjson");
        exchange.sendResponseHeaders(200, 0);
        for (String line : lines) {
            exchange.getResponseBody().write(line.getBytes(UTF_8));
            exchange.getResponseBody().flush();
        }
    }
}
