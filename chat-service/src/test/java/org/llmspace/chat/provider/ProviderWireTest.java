package org.llmspace.chat.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.llmspace.chat.provider.TestProviders.call;
import static org.llmspace.chat.provider.TestProviders.end;
import static org.llmspace.chat.provider.TestProviders.readAll;
import static org.llmspace.chat.provider.TestProviders.text;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.llmspace.chat.ProviderServer;
import org.llmspace.contracts.FailureCode;
import org.llmspace.contracts.chat.ChatMessage;
import org.llmspace.contracts.chat.Content;
import org.llmspace.contracts.chat.Role;
import org.llmspace.contracts.chat.ToolCall;

/// Each provider by its own dialect of OpenAI's protocol, replayed on loopback.
class ProviderWireTest {

    private static final List<String> ALL = List.of("openai", "anthropic", "google", "deepseek", "huggingface", "spare");
    private static final ChatMessage HELLO = ChatMessage.user("hello");

    private ProviderServer server;
    private Providers providers;

    @BeforeEach
    void start() throws IOException {
        server = new ProviderServer();
        Map<String, String> config = new HashMap<>();
        for (String name : ALL) {
            config.put("llmspace.chat.providers.%s.base-url".formatted(name), server.baseUrl());
            config.put("llmspace.chat.providers.%s.api-key".formatted(name), "secret-" + name);
        }
        config.put("llmspace.chat.patience.retries", "1");
        providers = TestProviders.of(config);
    }

    @AfterEach
    void stop() {
        providers.close();
        server.close();
    }

    @ParameterizedTest
    @CsvSource({ "openai/gpt-4o", "anthropic/claude-sonnet-4-5", "google/gemini-2.5-flash", "deepseek/deepseek-chat",
            "huggingface/openai/gpt-oss-120b:fastest", "spare/any" })
    void anAnswerIsStreamedFromEachOfThem(String model) {
        List<ModelEvent> events = ask(model);
        assertThat(text(events)).isEqualTo("Hello from upstream");
        assertThat(end(events).usage().totalTokens()).isEqualTo(10);
        assertThat(server.requests.getFirst().authorization())
                .isEqualTo("Bearer secret-" + model.substring(0, model.indexOf('/')));
        assertThat(server.requests.getFirst().body().path("model").asText()).isEqualTo(model.substring(model.indexOf('/') + 1));
        assertThat(server.requests.getFirst().body().at("/stream_options/include_usage").asBoolean()).isTrue();
    }

    @Test
    void openAiSaysMoreThanIsNeeded() {
        replay("""
                data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"gpt-5-2025-08-07","service_tier":"default",\
                "system_fingerprint":null,"choices":[{"index":0,"delta":{"role":"assistant","content":"","refusal":null},\
                "finish_reason":null}],"usage":null,"obfuscation":"x1"}

                data: {"choices":[{"index":0,"delta":{"content":"Hi"},"logprobs":null,"finish_reason":null}],"obfuscation":"y"}

                data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

                data: {"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":40,"total_tokens":49,\
                "prompt_tokens_details":{"cached_tokens":4,"audio_tokens":0},\
                "completion_tokens_details":{"reasoning_tokens":32,"accepted_prediction_tokens":0}}}

                data: [DONE]

                """);
        List<ModelEvent> events = ask("openai/gpt-5");
        assertThat(text(events)).isEqualTo("Hi");
        assertThat(end(events).usage().reasoningTokens()).isEqualTo(32);
        assertThat(end(events).usage().cachedTokens()).isEqualTo(4);
    }

    @Test
    void deepSeekThinksAloudAndShowsThatItLives() {
        replay("""
                : keep-alive

                : keep-alive

                data: {"id":"d","choices":[{"index":0,"delta":{"role":"assistant","content":null,"reasoning_content":"Let me see. "},\
                "logprobs":null,"finish_reason":null}],"usage":null}

                data: {"choices":[{"index":0,"delta":{"content":null,"reasoning_content":"Yes."},"finish_reason":null}]}

                data: {"choices":[{"index":0,"delta":{"content":"42","reasoning_content":null},"finish_reason":null}]}

                data: {"choices":[{"index":0,"delta":{"content":"","reasoning_content":null},"logprobs":null,"finish_reason":"stop"}],\
                "usage":{"prompt_tokens":9,"completion_tokens":8,"total_tokens":17,"prompt_tokens_details":{"cached_tokens":1},\
                "completion_tokens_details":{"reasoning_tokens":5},"prompt_cache_hit_tokens":1,"prompt_cache_miss_tokens":8}}

                data: [DONE]

                """);
        List<ModelEvent> events = ask("deepseek/deepseek-reasoner");
        assertThat(events).startsWith(new ModelEvent.Reasoning("Let me see. "), new ModelEvent.Reasoning("Yes."));
        assertThat(text(events)).isEqualTo("42");
        assertThat(end(events).usage().reasoningTokens()).isEqualTo(5);
    }

    /// Gemini sends each call whole, several of them under the same number.
    @Test
    void geminisCallsAreKeptApart() {
        replay("""
                data: {"choices":[{"delta":{"role":"assistant","tool_calls":[{"index":0,"id":"call_a","type":"function",\
                "function":{"name":"weather","arguments":"{\\"city\\":\\"Rome\\"}"},\
                "extra_content":{"google":{"thought_signature":"AbC"}}}]},"index":0}],"created":1,"id":"g","model":"gemini",\
                "object":"chat.completion.chunk"}

                data: {"choices":[{"delta":{"role":"assistant","tool_calls":[{"index":0,"id":"call_b","type":"function",\
                "function":{"name":"weather","arguments":"{\\"city\\":\\"Oslo\\"}"}}]},"finish_reason":"tool_calls","index":0}],\
                "usage":{"prompt_tokens":5,"completion_tokens":6,"total_tokens":11}}

                data: [DONE]

                """);
        assertThat(calls(ask("google/gemini-2.5-flash"))).extracting(call -> call.function().arguments())
                .containsExactly("{\"city\":\"Rome\"}", "{\"city\":\"Oslo\"}");
    }

    /// Gemini 3 refuses a call that comes back without what it signed it with.
    @Test
    void geminisSignaturesGoBackWithTheirCalls() {
        replay("""
                data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"call_s","type":"function",\
                "function":{"name":"f","arguments":"{}"},"extra_content":{"google":{"thought_signature":"AbC"}}}]},\
                "finish_reason":"tool_calls"}]}

                data: [DONE]

                """);
        ToolCall made = calls(ask("google/gemini-3-pro-preview")).getFirst();
        ToolCall others = new ToolCall("call_o", new ToolCall.FunctionCall("f", "{}"));
        readAll(providers.open(providers.choose("google/gemini-3-pro-preview"),
                call("{}", HELLO, called(made), result("call_s"),
                        called(others), result("call_o"))));
        assertThat(
                server.requests.getLast().body().at("/messages/1/tool_calls/0/extra_content/google/thought_signature").asText())
                .isEqualTo("AbC");
        assertThat(
                server.requests.getLast().body().at("/messages/3/tool_calls/0/extra_content/google/thought_signature").asText())
                .isEqualTo("skip_thought_signature_validator");
        readAll(providers.open(providers.choose("openai/gpt-4o"), call("{}", HELLO, called(others), result("call_o"))));
        assertThat(server.requests.getLast().body().toString()).doesNotContain("extra_content");
    }

    /// DeepSeek refuses a call that comes back without the reasoning that led to it.
    @Test
    void deepSeeksReasoningGoesBackWithItsCalls() {
        replay("""
                data: {"choices":[{"index":0,"delta":{"reasoning_content":"I need "}}]}

                data: {"choices":[{"index":0,"delta":{"reasoning_content":"the weather."}}]}

                data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"call_r","type":"function",\
                "function":{"name":"f","arguments":"{}"}}]},"finish_reason":"tool_calls"}]}

                data: [DONE]

                """);
        ToolCall made = calls(ask("deepseek/deepseek-flash")).getFirst();
        for (String provider : List.of("deepseek/deepseek-flash", "openai/gpt-4o")) {
            readAll(providers.open(providers.choose(provider), call("{}", HELLO, called(made), result("call_r"))));
            assertThat(server.requests.getLast().body().at("/messages/1/reasoning_content").asText())
                    .isEqualTo(provider.startsWith("deepseek") ? "I need the weather." : "");
        }
    }

    private static ChatMessage called(ToolCall call) {
        return new ChatMessage(Role.ASSISTANT, List.of(), null, List.of(call), null);
    }

    private static ChatMessage result(String call) {
        return new ChatMessage(Role.TOOL, List.of(new Content.Text("42")), null, List.of(), call);
    }

    /// As servers answer that know no streams, or whose model cannot stream.
    @ParameterizedTest
    @ValueSource(strings = { "openai/gpt-4o", "spare/any" })
    void aWholeAnswerInPlaceOfAStreamIsOnePiece(String model) {
        replay("""
                {"id":"x","object":"chat.completion","choices":[{"index":0,"finish_reason":"tool_calls","message":{
                  "role":"assistant","content":"Let me look.","tool_calls":[
                    {"id":"call_1","type":"function","function":{"name":"weather","arguments":"{\\"city\\":\\"Rome\\"}"}},
                    {"id":"call_2","type":"function","function":{"name":"weather","arguments":"{}"}}]}}],
                 "usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7}}
                """);
        List<ModelEvent> events = ask(model);
        assertThat(text(events)).isEqualTo("Let me look.");
        assertThat(calls(events)).extracting(ToolCall::id).containsExactly("call_1", "call_2");
        assertThat(end(events).finishReason()).isEqualTo("tool_calls");
        assertThat(end(events).usage().totalTokens()).isEqualTo(7);
        replay("{\"error\":{\"message\":\"no graphics card left\"}}");
        assertFails("spare", FailureCode.PROVIDER_FAILED, "no graphics card left");
        replay("{\"choices\":[{\"message\":");
        assertFails("spare", FailureCode.PROVIDER_FAILED, "no JSON");
        replay("<html><body>Welcome to the proxy</body></html>");
        assertFails("spare", FailureCode.PROVIDER_FAILED, "check its base URL");
    }

    @Test
    void functionsThatOnlyAnotherInterfaceOffersAreSaidToBeLeftOut() {
        replay("""
                data: {"choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":"stop"}]}

                data: [DONE]

                """);
        List<ModelEvent> events = readAll(providers.open(providers.choose("openai/gpt-6-astra"), call(
                "{\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":{\"type\":\"object\"}}}]}",
                HELLO)));
        assertThat(end(events).warnings())
                .anySatisfy(warning -> assertThat(warning).contains("Responses interface", "left out"));
        assertThat(server.requests.getLast().body().has("tools")).isFalse();
    }

    /// Without a number, and without an id, as some servers of open models send them.
    @ParameterizedTest
    @ValueSource(strings = { "\"index\":0,\"id\":\"call_1\",", "\"id\":\"call_1\"," })
    void aCallInOnePieceNeedsNoNumber(String head) {
        replay("""
                data: {"choices":[{"index":0,"delta":{"role":"assistant","tool_calls":[{%s"type":"function",\
                "function":{"name":"weather","arguments":"{}"}}]},"finish_reason":null}]}

                data: {"choices":[{"index":0,"delta":{"content":""},"finish_reason":"tool_calls"}]}

                data: [DONE]

                """.formatted(head));
        List<ModelEvent> events = ask("spare/any");
        assertThat(calls(events)).singleElement().satisfies(call -> {
            assertThat(call.function().name()).isEqualTo("weather");
            assertThat(call.id()).isNotBlank();
        });
        assertThat(end(events).finishReason()).isEqualTo("tool_calls");
    }

    @ParameterizedTest
    @ValueSource(strings = { "openai/gpt-4o", "anthropic/claude-haiku-4-5", "huggingface/org/model" })
    void callsInFragmentsArePutTogether(String model) {
        replay("""
                data: {"choices":[{"index":0,"delta":{"role":"assistant","content":"Let me look. "},"finish_reason":null}]}

                data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"toolu_1","type":"function",\
                "function":{"name":"weather","arguments":""}}]},"finish_reason":null}]}

                data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\\"ci"}}]},"finish_reason":null}]}

                data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"ty\\":\\"Rome\\"}"}}]},"finish_reason":null}]}

                data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"id":"toolu_2","type":"function",\
                "function":{"name":"weather","arguments":"{}"}}]},"finish_reason":null}]}

                data: {"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}

                data: [DONE]

                """);
        List<ModelEvent> events = ask(model);
        assertThat(text(events)).isEqualTo("Let me look. ");
        assertThat(calls(events)).containsExactly(
                new ToolCall("toolu_1", new ToolCall.FunctionCall("weather", "{\"city\":\"Rome\"}")),
                new ToolCall("toolu_2", new ToolCall.FunctionCall("weather", "{}")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "openai|401|{\"error\":{\"message\":\"Incorrect API key provided: sk-abcdefgh\",\"type\":\"invalid_request_error\",\"param\":null,\"code\":\"invalid_api_key\"}}|AUTHENTICATION|false",
            "openai|404|{\"error\":{\"message\":\"The model `gpt-9` does not exist\",\"type\":\"invalid_request_error\",\"param\":null,\"code\":\"model_not_found\"}}|MODEL_NOT_FOUND|false",
            "openai|429|{\"error\":{\"message\":\"Rate limit reached\",\"type\":\"requests\",\"param\":null,\"code\":\"rate_limit_exceeded\"}}|RATE_LIMITED|true",
            "openai|429|{\"error\":{\"message\":\"You exceeded your current quota\",\"type\":\"insufficient_quota\",\"param\":null,\"code\":\"insufficient_quota\"}}|RATE_LIMITED|false",
            "openai|400|{\"error\":{\"message\":\"too many tokens\",\"type\":\"invalid_request_error\",\"param\":\"messages\",\"code\":\"context_length_exceeded\"}}|CONTEXT_LENGTH_EXCEEDED|false",
            "openai|500|{\"error\":{\"message\":\"The server had an error\",\"type\":\"server_error\",\"param\":null,\"code\":null}}|PROVIDER_FAILED|true",
            "anthropic|401|{\"type\":\"error\",\"error\":{\"type\":\"authentication_error\",\"message\":\"invalid x-api-key\"}}|AUTHENTICATION|false",
            "anthropic|404|{\"type\":\"error\",\"error\":{\"type\":\"not_found_error\",\"message\":\"model: claude-9\"}}|MODEL_NOT_FOUND|false",
            "anthropic|429|{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"This request would exceed your rate limit\"}}|RATE_LIMITED|true",
            "anthropic|500|{\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"Internal server error\"}}|PROVIDER_FAILED|true",
            "anthropic|529|{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}|OVERLOADED|true",
            "anthropic|400|{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"prompt is too long: 210000 tokens > 200000 maximum\"}}|CONTEXT_LENGTH_EXCEEDED|false",
            "google|400|[{\"error\":{\"code\":400,\"message\":\"API key not valid. Please pass a valid API key.\",\"status\":\"INVALID_ARGUMENT\"}}]|AUTHENTICATION|false",
            "google|404|[{\"error\":{\"code\":404,\"message\":\"models/gemini-9 is not found\",\"status\":\"NOT_FOUND\"}}]|MODEL_NOT_FOUND|false",
            "google|429|[{\"error\":{\"code\":429,\"message\":\"You exceeded your current quota\",\"status\":\"RESOURCE_EXHAUSTED\",\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\"0.05s\"}]}}]|RATE_LIMITED|true",
            "google|503|[{\"error\":{\"code\":503,\"message\":\"The model is overloaded.\",\"status\":\"UNAVAILABLE\"}}]|OVERLOADED|true",
            "google|400|[{\"error\":{\"code\":400,\"message\":\"The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).\",\"status\":\"INVALID_ARGUMENT\"}}]|CONTEXT_LENGTH_EXCEEDED|false",
            "deepseek|401|{\"error\":{\"message\":\"Authentication Fails (no such user)\",\"type\":\"authentication_error\",\"param\":null,\"code\":\"invalid_request_error\"}}|AUTHENTICATION|false",
            "deepseek|402|{\"error\":{\"message\":\"Insufficient Balance\",\"type\":\"unknown_error\",\"param\":null,\"code\":\"invalid_request_error\"}}|RATE_LIMITED|false",
            "deepseek|422|{\"error\":{\"message\":\"Invalid Parameters\",\"type\":\"invalid_request_error\",\"param\":null,\"code\":\"invalid_request_error\"}}|INVALID_REQUEST|false",
            "deepseek|503|{\"error\":{\"message\":\"Server Overloaded\",\"type\":\"server_error\",\"param\":null,\"code\":null}}|OVERLOADED|true",
            "deepseek|400|{\"error\":{\"message\":\"This model's maximum context length is 131072 tokens. However, you requested 140000 tokens\",\"type\":\"invalid_request_error\",\"param\":null,\"code\":\"invalid_request_error\"}}|CONTEXT_LENGTH_EXCEEDED|false",
            "huggingface|401|{\"error\":\"Invalid username or password.\"}|AUTHENTICATION|false",
            "huggingface|402|{\"error\":\"You have exceeded your monthly included credits for Inference Providers.\"}|RATE_LIMITED|false",
            "huggingface|404|{\"error\":{\"message\":\"The requested model 'org/none' does not exist\",\"type\":\"invalid_request_error\",\"param\":\"model\",\"code\":\"model_not_found\"}}|MODEL_NOT_FOUND|false",
            "huggingface|500|<html>Bad Gateway</html>|PROVIDER_FAILED|true",
            "spare|503|{\"object\":\"error\",\"message\":\"loading the model\"}|OVERLOADED|true" })
    void whatARefusalMeans(String provider, int status, String body, String code, boolean retryable) {
        server.always((exchange, _) -> {
            exchange.getResponseHeaders().set("retry-after-ms", "1");
            ProviderServer.json(exchange, status, body);
        });
        assertThatThrownBy(() -> ask(provider + "/any-model")).isInstanceOfSatisfying(ProviderException.class, e -> {
            assertThat(e.failure().code()).isEqualTo(FailureCode.valueOf(code));
            assertThat(e.failure().retryable()).isEqualTo(retryable);
            assertThat(e.failure().message()).startsWith(provider + " answered " + status).doesNotContain("sk-abcdefgh")
                    .doesNotContain("[{").doesNotContain("{\"error");
        });
        assertThat(server.requests).hasSize(retryable ? 2 : 1);
    }

    @Test
    void whenToTryAgainMayStandInTheBody() {
        server.always((exchange, _) -> ProviderServer.json(exchange, 429,
                """
                        [{"error":{"code":429,"message":"quota","status":"RESOURCE_EXHAUSTED","details":[
                        {"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"77s"}]}}]"""));
        assertThatThrownBy(() -> ask("google/gemini-2.5-pro")).isInstanceOfSatisfying(ProviderException.class,
                e -> assertThat(e.retryAfter()).hasValueSatisfying(wait -> assertThat(wait.toSeconds()).isEqualTo(77)));
        assertThat(server.requests).as("too long to wait for").hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = { "openai", "anthropic", "google", "deepseek", "huggingface", "spare" })
    void aBreakAHangAndAnErrorInTheMiddleAreErrorsOfEachOfThem(String provider) {
        server.always((exchange, _) -> {
            ProviderServer.begin(exchange);
            ProviderServer.say(exchange, "Half");
            throw new IOException("broken on purpose");
        });
        assertFails(provider, FailureCode.PROVIDER_FAILED, "in the middle");
        replay("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Half\"},\"finish_reason\":null}]}\n\n");
        assertFails(provider, FailureCode.PROVIDER_FAILED, "in the middle");
        replay("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Half\"}}]}\n\n"
                + "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n");
        assertFails(provider, FailureCode.OVERLOADED, "Overloaded");
        server.always((exchange, _) -> {
            ProviderServer.begin(exchange);
            ProviderServer.say(exchange, "Half");
            Thread.sleep(5_000);
        });
        assertFails(provider, FailureCode.TIMEOUT, "sent nothing for 1 seconds");
    }

    @Test
    void aSlowFirstTokenIsWaitedFor() {
        server.always((exchange, _) -> {
            ProviderServer.begin(exchange);
            Thread.sleep(1_500);
            ProviderServer.say(exchange, "late");
            ProviderServer.chunk(exchange, "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}");
            ProviderServer.write(exchange, "data: [DONE]\n\n");
        });
        assertThat(text(ask("openai/gpt-4o"))).isEqualTo("late");
        assertThat(server.requests).hasSize(1);
    }

    private void assertFails(String provider, FailureCode code, String message) {
        assertThatThrownBy(() -> ask(provider + "/any-model")).isInstanceOfSatisfying(ProviderException.class, e -> {
            assertThat(e.failure().code()).isEqualTo(code);
            assertThat(e.failure().message()).contains(message);
        });
    }

    private void replay(String stream) {
        server.always((exchange, _) -> {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            ProviderServer.write(exchange, stream);
        });
    }

    private static List<ToolCall> calls(List<ModelEvent> events) {
        return events.stream().filter(ModelEvent.CallTool.class::isInstance).map(event -> ((ModelEvent.CallTool) event).call())
                .toList();
    }

    private List<ModelEvent> ask(String model) {
        return readAll(providers.open(providers.choose(model), call("{}", HELLO)));
    }
}
