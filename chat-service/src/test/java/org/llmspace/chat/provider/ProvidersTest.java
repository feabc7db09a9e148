package org.llmspace.chat.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.llmspace.chat.provider.TestProviders.call;
import static org.llmspace.chat.provider.TestProviders.end;
import static org.llmspace.chat.provider.TestProviders.readAll;
import static org.llmspace.chat.provider.TestProviders.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llmspace.chat.ProviderServer;
import org.llmspace.contracts.FailureCode;
import org.llmspace.contracts.chat.ChatMessage;
import org.llmspace.contracts.chat.Content;
import org.llmspace.contracts.chat.Role;
import org.llmspace.contracts.kafka.EventCodec;

import com.fasterxml.jackson.databind.JsonNode;

/// What models take, and what happens when they do not answer, against a server that replays OpenAI's wire format.
class ProvidersTest {

    private static final ChatMessage HELLO = ChatMessage.user("hello");
    private static final String TOOLS = """
            {"tools":[{"type":"function","function":{"name":"f","parameters":{"$schema":"x","type":"object"}}}],
            "tool_choice":"required","parallel_tool_calls":false}""";

    private ProviderServer server;
    private Providers providers;

    @BeforeEach
    void start() throws IOException {
        server = new ProviderServer();
        providers = TestProviders
                .of((config("llmspace.chat.fallbacks.\"openai/gpt-4o\"", "anthropic/claude-sonnet-4-5,guide")));
    }

    @AfterEach
    void stop() {
        providers.close();
        server.close();
    }

    @Test
    void defaultsAreAsDocumented() {
        ProviderSettings defaults = TestProviders.exactly(Map.of());
        assertThat(defaults.defaultModel()).isEqualTo("guide");
        assertThat(defaults.ollama().host()).isEqualTo("http://localhost:11434");
        assertThat(defaults.ollama().maxContext()).isEqualTo(32_768);
        assertThat(defaults.patience().retries()).isEqualTo(2);
        assertThat(defaults.fallbacks()).isEmpty();
    }

    @Test
    void aReasoningModelGetsNoSamplingAndItsOwnNameOfTheLimit() {
        List<ModelEvent> events = ask("openai/gpt-5-mini", call("""
                {"temperature":0.2,"top_p":0.5,"max_tokens":900000,"presence_penalty":0,"reasoning_effort":"low"}""", HELLO));
        JsonNode sent = sent();
        assertThat(sent.has("temperature") || sent.has("top_p") || sent.has("presence_penalty") || sent.has("max_tokens"))
                .isFalse();
        assertThat(sent.path("max_completion_tokens").asInt()).isEqualTo(128_000);
        assertThat(sent.path("reasoning_effort").asText()).isEqualTo("low");
        assertThat(end(events).warnings()).hasSize(3).anyMatch(warning -> warning.contains("'temperature'"))
                .anyMatch(warning -> warning.contains("at most 128000"));
    }

    @Test
    void theCostIsKnown() {
        List<ModelEvent> events = ask("openai/gpt-5-mini", call("{}", HELLO));
        // 7 tokens in, 2 of them cached, 3 out, at 0.25, 0.025 and 2 dollars a million
        assertThat(end(events).usage().costUsd()).isCloseTo((5 * 0.25 + 2 * 0.025 + 3 * 2) / 1e6, within(1e-12));
        assertThat(end(ask("openai/unknown-model", call("{}", HELLO))).usage().costUsd()).isNull();
    }

    @Test
    void whatAModelCannotReadIsLeftOutAndSaid() {
        ChatMessage picture = new ChatMessage(Role.USER, List.of(new Content.Text("what is this?"),
                new Content.Image(new Content.ImageUrl("data:image/png;base64,AA==", null))), null, List.of(), null);
        List<ModelEvent> events = ask("deepseek/deepseek-chat",
                call("{\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"schema\":{\"type\":\"object\"}}}}",
                        picture));
        assertThat(sent().toString()).doesNotContain("image_url").contains("image left out");
        assertThat(sent().at("/response_format/type").asText()).isEqualTo("json_object");
        assertThat(sent().at("/messages/0/content").asText()).contains("JSON Schema").contains("{\"type\":\"object\"}");
        assertThat(end(events).warnings()).anyMatch(warning -> warning.contains("'images'"))
                .anyMatch(warning -> warning.contains("response_format"));
    }

    @Test
    void aModelThatNeedsAQuestionGetsOne() {
        List<ModelEvent> alone = ask("deepseek/deepseek-chat", call("{}", ChatMessage.of(Role.SYSTEM, "Greet me")));
        assertThat(sent().path("messages")).hasToString("[{\"role\":\"user\",\"content\":\"Greet me\"}]");
        assertThat(end(alone).warnings()).singleElement().asString().contains("sent as the question");
        List<ModelEvent> begun = ask("deepseek/deepseek-chat", call("{}", HELLO, ChatMessage.of(Role.ASSISTANT, "Hel")));
        assertThat(sent().at("/messages/2/role").asText()).isEqualTo("user");
        assertThat(end(begun).warnings()).singleElement().asString().contains("go on");
        assertThat(end(ask("openai/gpt-5-mini", call("{}", ChatMessage.of(Role.SYSTEM, "Greet me")))).warnings()).isEmpty();
        assertThat(sent().at("/messages/0/role").asText()).isIn("system", "developer");
    }

    @Test
    void whereFunctionsNeedAModelThatDoesNotReasonItDoesNot() {
        List<ModelEvent> events = ask("openai/gpt-5.6-sol", call("""
                {"reasoning_effort":"high","tools":[{"type":"function","function":{"name":"f"}}]}""", HELLO));
        assertThat(sent().path("reasoning_effort").asText()).isEqualTo("none");
        assertThat(end(events).warnings()).singleElement().asString().contains("only without reasoning");
        ask("openai/gpt-5.6-sol", call("{\"reasoning_effort\":\"high\"}", HELLO));
        assertThat(sent().path("reasoning_effort").asText()).isEqualTo("high");
    }

    @Test
    void openModelsAreKnownWhereverTheyRunAndTheirHostKnowsBetter() throws Exception {
        Providers.Choice llama = providers.choose("anthropic/meta-llama/Llama-3.3-70B-Instruct");
        assertThat(providers.capabilities(llama).contextWindow()).isEqualTo(131_072);
        assertThat(providers.capabilities(llama).takes(Feature.IMAGES)).isFalse();
        assertThat(providers.capabilities(llama).source()).contains("huggingface.co");
        Capabilities listed = Listing.capabilities(EventCodec.json().readTree("""
                {"id":"a/b","architecture":{"input_modalities":["text","image"]},"providers":[{"provider":"x",
                "context_length":32768,"pricing":{"input":0.1,"output":0.4},"supports_tools":false}]}"""), "huggingface");
        assertThat(listed.contextWindow()).isEqualTo(32_768);
        assertThat(listed.price()).isEqualTo(new Price(0.1, 0.1, 0.4));
        assertThat(listed.takes(Feature.IMAGES)).isTrue();
        assertThat(listed.takes(Feature.TOOLS) || listed.takes(Feature.AUDIO)).isFalse();
        Capabilities router = Listing.capabilities(EventCodec.json().readTree("""
                {"id":"c/d","context_length":8192,"supported_parameters":["max_tokens","temperature","response_format"],
                "top_provider":{"max_completion_tokens":4096}}"""), "openrouter");
        assertThat(router.maxOutputTokens()).isEqualTo(4_096);
        assertThat(router.takes(Feature.TEMPERATURE) && router.takes(Feature.JSON_OBJECT)).isTrue();
        assertThat(router.takes(Feature.TOOLS) || router.takes(Feature.SEED)).isFalse();
    }

    @Test
    void whyAProviderListsNothingIsSaid() {
        Provider openai = providers.choose("openai/gpt-4o").provider();
        openai.models();
        assertThat(openai.missing()).isEmpty();
        Providers gone = TestProviders.of(Map.of("llmspace.chat.providers.openai.base-url", "http://127.0.0.1:1/v1"));
        try {
            Provider away = gone.choose("openai/gpt-4o").provider();
            assertThat(away.models()).isEmpty();
            assertThat(away.missing().orElseThrow()).contains("cannot be reached").contains("127.0.0.1:1");
            assertThat(gone.choose("local").provider().missing().orElseThrow()).contains("on the disk");
        } finally {
            gone.close();
        }
    }

    @Test
    void temperaturesThatAreTooHighAreLowered() {
        ask("anthropic/claude-haiku-4-5", call("{\"temperature\":1.7}", HELLO));
        assertThat(sent().path("temperature").asDouble()).isEqualTo(1.0);
    }

    @Test
    void toolsGoOutInFullWithoutTheNameOfTheSchema() {
        ask("openai/gpt-4o", call(TOOLS, HELLO));
        assertThat(sent().at("/tools/0/function/parameters").toString()).isEqualTo("{\"type\":\"object\"}");
        assertThat(sent().path("tool_choice").asText()).isEqualTo("required");
        assertThat(sent().path("parallel_tool_calls").asBoolean(true)).isFalse();
    }

    @Test
    void aParameterThatAModelTurnsOutToRefuseIsLeftOutFromThenOn() {
        server.once((exchange, _) -> ProviderServer.json(exchange, 400,
                """
                        {"error":{"message":"no temperature","type":"invalid_request_error","param":"temperature","code":"unsupported_value"}}"""));
        List<ModelEvent> events = ask("openai/new-model", call("{\"temperature\":0.3}", HELLO));
        assertThat(text(events)).isEqualTo("Hello from upstream");
        assertThat(end(events).warnings()).singleElement().asString().contains("'temperature'");
        ask("openai/new-model", call("{\"temperature\":0.3}", HELLO));
        assertThat(server.requests).hasSize(3);
        assertThat(sent().has("temperature")).isFalse();
    }

    @Test
    void aLimitUnderTheOldNameIsSentUnderTheNewOneWhenTheOldIsRefused() {
        server.once((exchange, _) -> ProviderServer.json(exchange, 400,
                """
                        {"error":{"message":"use max_completion_tokens","type":"x","param":"max_tokens","code":"unsupported_parameter"}}"""));
        ask("openai/new-model", call("{\"max_tokens\":5}", HELLO));
        assertThat(sent().path("max_completion_tokens").asInt()).isEqualTo(5);
        assertThat(sent().has("max_tokens")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = { 429, 500, 503, 529 })
    void whatStaysBrokenFallsBackToTheNextModel(int status) {
        server.always((exchange, request) -> {
            if (request.path("model").asText().equals("gpt-4o")) {
                exchange.getResponseHeaders().set("retry-after-ms", "1");
                ProviderServer.error(exchange, status, "server_error", "down", "down");
            } else {
                ProviderServer.answer(exchange, "from", " claude");
            }
        });
        List<ModelEvent> events = ask("openai/gpt-4o", call("{}", HELLO));
        assertThat(events.getFirst()).isEqualTo(new ModelEvent.Switched("anthropic/claude-sonnet-4-5"));
        assertThat(text(events)).isEqualTo("from claude");
        assertThat(end(events).warnings()).singleElement().asString().contains("did not answer");
        assertThat(server.requests).as("asked, asked twice more, then the other").hasSize(4);
    }

    @Test
    void afterTheFirstTokenNobodyFallsBack() {
        server.always((exchange, _) -> {
            ProviderServer.begin(exchange);
            ProviderServer.say(exchange, "Half");
            ProviderServer.chunk(exchange, "{\"error\":{\"message\":\"lost my GPU\",\"type\":\"server_error\"}}");
        });
        assertThatThrownBy(() -> ask("openai/gpt-4o", call("{}", HELLO))).isInstanceOfSatisfying(ProviderException.class,
                e -> assertThat(e.failure().message()).contains("lost my GPU"));
        assertThat(server.requests).hasSize(1);
    }

    @Test
    void anErrorBeforeTheFirstTokenOfAStreamIsTriedAgain() {
        server.once((exchange, _) -> {
            ProviderServer.begin(exchange);
            ProviderServer.chunk(exchange, "{\"error\":{\"message\":\"busy\",\"type\":\"overloaded_error\"}}");
        });
        assertThat(text(ask("openai/gpt-4o", call("{}", HELLO)))).isEqualTo("Hello from upstream");
    }

    @Test
    void aBadRequestDoesNotFallBack() {
        server.always((exchange, _) -> ProviderServer.error(exchange, 400, "invalid_request_error", "bad", "bad"));
        assertThatThrownBy(() -> ask("openai/gpt-4o", call("{}", HELLO))).isInstanceOfSatisfying(ProviderException.class,
                e -> assertThat(e.failure().code()).isEqualTo(FailureCode.INVALID_REQUEST));
        assertThat(server.requests).hasSize(1);
    }

    @Test
    void aFirstTokenThatComesTooLateIsATimeoutAndFallsBackWithoutAsking() {
        server.once((exchange, _) -> {
            ProviderServer.begin(exchange);
            Thread.sleep(5_000);
        });
        assertThat(text(ask("openai/gpt-4o", call("{}", HELLO)))).isEqualTo("Hello from upstream");
        assertThat(server.requests).hasSize(2);
    }

    @Test
    void aConnectionIsUsedAgainAfterAWholeAnswer() throws Exception {
        for (int i = 0; i < 5; i++) {
            ask("openai/gpt-4o", call("{}", HELLO));
            Thread.sleep(50);
        }
        assertThat(server.connections).hasSize(1);
    }

    @Test
    void aTableOfOnesOwnCountsFirst(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("families.json"), """
                {"families":[{"models":["test-*"],"context_window":777,"takes":["stop"],
                "price":{"input":1,"output":2},"source":"our contract"}]}""");
        try (var _ = server) {
            Providers own = TestProviders.of((config("llmspace.chat.model-families", file.toString())));
            Capabilities known = own.capabilities(own.choose("openai/test-model"));
            assertThat(known.contextWindow()).isEqualTo(777);
            assertThat(known.source()).isEqualTo("our contract");
            assertThat(own.metricName("openai/test-model")).isEqualTo("openai/test-model");
            own.close();
        }
    }

    @Test
    void namesThatCallersInventDoNotBecomeMetrics() {
        assertThat(providers.metricName("openai/made-up")).isEqualTo("openai/other");
        assertThat(providers.metricName("openai/gpt-5-mini")).isEqualTo("openai/gpt-5-mini");
        assertThat(providers.metricName("guide")).isEqualTo("guide");
        assertThat(providers.metricName("made-up")).isEqualTo("other");
    }

    private List<ModelEvent> ask(String model, ModelCall call) {
        return readAll(providers.open(providers.choose(model), call));
    }

    private JsonNode sent() {
        return server.requests.getLast().body();
    }

    private Map<String, String> config(String key, String value) {
        return Map.of("llmspace.chat.providers.openai.base-url", server.baseUrl(),
                "llmspace.chat.providers.anthropic.base-url", server.baseUrl(),
                "llmspace.chat.providers.deepseek.base-url", server.baseUrl(), key, value);
    }
}
