package org.llmspace.chat.openai;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.llmspace.chat.ProviderServer;
import org.llmspace.chat.RunningService;
import org.llmspace.contracts.kafka.EventCodec;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;

/// The HTTP door, to the letter of what OpenAI's clients need.
@QuarkusTest
@QuarkusTestResource(RunningService.class)
class ChatCompletionsTest {

    private static final HttpClient CLIENT = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @SuppressWarnings("NullAway.Init") // injected by RunningService
    ProviderServer provider;

    @BeforeEach
    void reset() {
        provider.reset();
    }

    @ParameterizedTest
    @ValueSource(strings = { "/v1/chat/completions", "/chat/completions" })
    void anAnswerHasAllFieldsThatClientsRead(String path) throws Exception {
        HttpResponse<String> answer = post(path, ask("openai/test-model", ""));
        JsonNode body = json(answer);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-request-id")).hasValueSatisfying(id -> assertThat(id).startsWith("req_"));
        assertThat(body.path("id").asText()).startsWith("chatcmpl-");
        assertThat(body.path("object").asText()).isEqualTo("chat.completion");
        assertThat(body.path("model").asText()).isEqualTo("openai/test-model");
        assertThat(body.at("/choices/0/message").toString()).isEqualTo(
                "{\"role\":\"assistant\",\"content\":\"Hello from upstream\",\"refusal\":null}");
        assertThat(body.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        assertThat(body.at("/choices/0").has("logprobs")).isTrue();
        assertThat(body.path("usage").toString()).isEqualTo("{\"prompt_tokens\":7,\"completion_tokens\":3,\"total_tokens\":10,"
                + "\"prompt_tokens_details\":{\"cached_tokens\":2},\"completion_tokens_details\":{\"reasoning_tokens\":1}}");
        assertThat(provider.requests.getFirst().authorization()).isEqualTo("Bearer " + RunningService.KEY);
    }

    @Test
    void aStreamHasRoleThenContentThenFinishThenUsageThenDone() throws Exception {
        HttpResponse<String> answer = post("/v1/chat/completions",
                ask("openai/test-model", ",\"stream\":true,\"stream_options\":{\"include_usage\":true}"));
        assertThat(answer.headers().firstValue("content-type")).hasValue("text/event-stream; charset=utf-8");
        assertThat(answer.headers().firstValue("x-accel-buffering")).hasValue("no");
        List<String> data = data(answer.body());
        assertThat(data.getLast()).isEqualTo("[DONE]");
        List<JsonNode> chunks = new ArrayList<>();
        for (String chunk : data.subList(0, data.size() - 1)) {
            chunks.add(EventCodec.json().readTree(chunk));
        }
        assertThat(chunks).allSatisfy(chunk -> {
            assertThat(chunk.path("object").asText()).isEqualTo("chat.completion.chunk");
            assertThat(chunk.path("id")).isEqualTo(chunks.getFirst().path("id"));
            assertThat(chunk.path("created")).isEqualTo(chunks.getFirst().path("created"));
        });
        assertThat(chunks.stream().map(chunk -> chunk.at("/choices/0/delta").toString())).containsExactly(
                "{\"role\":\"assistant\",\"content\":\"\"}", "{\"content\":\"Hello\"}", "{\"content\":\" from\"}",
                "{\"content\":\" upstream\"}", "{}", "");
        assertThat(chunks.get(4).at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        assertThat(chunks.getLast().path("choices")).isEmpty();
        assertThat(chunks.getLast().at("/usage/total_tokens").asInt()).isEqualTo(10);
    }

    @Test
    void theUsageChunkComesOnlyWhenAskedFor() throws Exception {
        HttpResponse<String> answer = post("/v1/chat/completions", ask("openai/test-model", ",\"stream\":true"));
        assertThat(answer.body()).doesNotContain("usage");
    }

    @Test
    void theGuideAnswersWithCitations() throws Exception {
        JsonNode body = json(post("/v1/chat/completions", """
                {"model":"guide","messages":[{"role":"user","content":"What is retrieval augmented generation?"}]}"""));
        assertThat(body.at("/choices/0/message/content").asText()).contains("[1]").containsIgnoringCase("retriev");
        assertThat(body.at("/choices/0/message/citations/0/source").asText()).endsWith(".md");
    }

    @Test
    void theGuideStopsWhereItIsTold() throws Exception {
        JsonNode whole = json(post("/v1/chat/completions", ask("guide", "")));
        String text = whole.at("/choices/0/message/content").asText();
        assertThat(whole.at("/usage/prompt_tokens").asInt()).isPositive();
        int tokens = whole.at("/usage/completion_tokens").asInt();
        assertThat(tokens).isGreaterThan(5);
        JsonNode cut = json(post("/v1/chat/completions", ask("guide", ",\"max_tokens\":4")));
        assertThat(text).startsWith(cut.at("/choices/0/message/content").asText());
        assertThat(cut.at("/usage/completion_tokens").asInt()).isEqualTo(4);
        assertThat(cut.at("/choices/0/finish_reason").asText()).isEqualTo("length");
        JsonNode fits = json(post("/v1/chat/completions", ask("guide", ",\"max_tokens\":" + tokens)));
        assertThat(fits.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        String word = text.split("\\s+")[3];
        JsonNode stopped = json(post("/v1/chat/completions",
                ask("guide", ",\"stop\":[\"no such words\",%s]".formatted(EventCodec.json().writeValueAsString(word)))));
        assertThat(stopped.at("/choices/0/message/content").asText())
                .isEqualTo(text.substring(0, text.indexOf(word)).stripTrailing());
        assertThat(stopped.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
    }

    @Test
    void theGuideSaysThatItWritesNoJson() throws Exception {
        JsonNode body = json(post("/v1/chat/completions", ask("guide", ",\"response_format\":{\"type\":\"json_object\"}")));
        assertThat(body.path("warnings")).singleElement()
                .satisfies(warning -> assertThat(warning.asText()).contains("response_format", "ignored"));
    }

    @Test
    void manyChoicesComeAsManyAnswers() throws Exception {
        assertThat(json(post("/v1/chat/completions", ask("guide", ",\"n\":20"))).path("choices")).hasSize(20);
        assertThat(json(post("/v1/chat/completions", ask("guide", ",\"n\":129"))).at("/error/param").asText()).isEqualTo("n");
    }

    /// The HTTP server refuses what is no URI before anybody reads it; the rest gets the usual shape.
    @ParameterizedTest
    @CsvSource({ "/v1/models/%25zz,404", "/v1/models/%,400", "/v1/models/%zz,400", "/v1/conversations/%ff%fe%25,404",
            "v1/models,404", "/v1/responses/..%2f..%2fetc,404" })
    void strangeAddressesAreTheCallersMistake(String path, int status) throws Exception {
        String answer = raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 " + status);
        String body = answer.substring(answer.indexOf("\r\n\r\n")).strip();
        if (status == 404) {
            assertThat(EventCodec.json().readTree(body).at("/error/type").asText()).isEqualTo("invalid_request_error");
            assertThat(body).doesNotContain("server failed");
        }
    }

    /// Of a model that streams what it hears, and of one that says it all at once.
    @Test
    void aProvidersTranscriptIsStreamed() throws Exception {
        provider.rawAnswer = """
                data: {"type":"transcript.text.delta","delta":"Good "}

                data: {"type":"transcript.text.delta","delta":"morning"}

                data: {"type":"transcript.text.done","text":"Good morning"}

                data: [DONE]

                """;
        assertThat(data(transcribe("true"))).hasSize(4).last().isEqualTo("[DONE]");
        provider.rawAnswer = "{\"text\":\"Good morning\"}";
        assertThat(data(transcribe("true"))).containsExactly("{\"type\":\"transcript.text.delta\",\"delta\":\"Good morning\"}",
                "{\"type\":\"transcript.text.done\",\"text\":\"Good morning\"}", "[DONE]");
        assertThat(transcribe("false")).isEqualTo(provider.rawAnswer);
    }

    private static String transcribe(String stream) throws Exception {
        String form = """
                --x\r
                Content-Disposition: form-data; name="model"\r
                \r
                openai/gpt-4o-transcribe\r
                --x\r
                Content-Disposition: form-data; name="stream"\r
                \r
                %s\r
                --x\r
                Content-Disposition: form-data; name="file"; filename="a.wav"\r
                \r
                RIFF\r
                --x--\r
                """.formatted(stream);
        return CLIENT.send(request("/v1/audio/transcriptions")
                .setHeader("Content-Type", "multipart/form-data; boundary=x").POST(BodyPublishers.ofString(form)).build(),
                BodyHandlers.ofString()).body();
    }

    private static String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", request("/").GET().build().uri().getPort())) {
            socket.getOutputStream().write(request.getBytes(US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    /// What was said already is no reason to answer a direct question with something else.
    @Test
    void theGuideDefinesWhatItIsAskedForInTheMiddleOfAConversation() throws Exception {
        String question = "{\"role\":\"user\",\"content\":\"What is RAG?\"}";
        JsonNode alone = json(post("/v1/chat/completions", "{\"model\":\"guide\",\"messages\":[%s]}".formatted(question)));
        String said = alone.at("/choices/0/message/content").asText();
        String later = json(post("/v1/chat/completions", """
                {"model":"guide","messages":[
                  {"role":"user","content":"Explain tokenization, embeddings, RAG and agents at length"},
                  {"role":"assistant","content":%s},%s]}""".formatted(EventCodec.json().writeValueAsString(said), question)))
                .at("/choices/0/message/content").asText();
        assertThat(said).containsIgnoringCase("retriev");
        assertThat(later).isEqualTo(said);
    }

    @Test
    void developerMessagesAreSystemMessagesAndUnknownFieldsAreIgnored() throws Exception {
        HttpResponse<String> answer = post("/v1/chat/completions",
                """
                        {"model":"openai/test-model","store":true,"logit_bias":{},"messages":[{"role":"developer","content":"Be brief"},
                        {"role":"user","name":"ann","content":[{"type":"text","text":"hi"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AA=="}}]}]}""");
        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode messages = provider.requests.getFirst().body().path("messages");
        assertThat(messages).isEqualTo(EventCodec.json().readTree("""
                [{"role":"system","content":"Be brief"},{"role":"user","name":"ann","content":[{"type":"text","text":"hi"},
                {"type":"image_url","image_url":{"url":"data:image/png;base64,AA==","detail":"auto"}}]}]"""));
    }

    @ParameterizedTest
    @ValueSource(strings = { "[{'role':'system','content':'Greet'}]", "[{'role':'developer','content':'Greet'}]",
            "[{'role':'user','content':'hi'},{'role':'assistant','content':'Hel'}]",
            "[{'role':'assistant','content':'How can I help?'},{'role':'user','content':'hi'}]",
            "[{'role':'user','content':'one'},{'role':'user','content':'two'}]",
            "[{'role':'user','content':'hi'},{'role':'system','content':'Be brief'}]",
            "[{'role':'user','content':'hi'},{'role':'assistant','content':[{'type':'refusal','refusal':'No'}]},{'role':'user','content':'why'}]" })
    void whatOpenAiTakesIsTaken(String messages) throws Exception {
        for (String model : List.of("openai/test-model", "guide")) {
            HttpResponse<String> answer = post("/v1/chat/completions",
                    "{\"model\":\"%s\",\"messages\":%s}".formatted(model, messages.replace('\'', '"')));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(json(answer).at("/choices/0/message/content").asText()).isNotBlank();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]} | model",
            "{\"model\":\"guide\"} | messages",
            "{\"model\":\"guide\",\"messages\":[]} | messages",
            "{\"model\":\"guide\",\"messages\":[{\"role\":\"boss\",\"content\":\"x\"}]} | messages[0]",
            "{\"model\":\"guide\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"n\":0} | n",
            "{\"model\":\"guide\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"temperature\":\"hot\"} | temperature",
            "{\"model\":\"guide\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"temperature\":3} | temperature",
            "{\"model\":\"guide\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"max_tokens\":1.5} | max_tokens",
            "{\"model\":\"guide\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"stop\":[1]} | stop",
            "{\"model\":\"guide\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"tools\":[{\"type\":\"function\"}]} | tools[0]",
            "{\"model\":\"guide\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"tools\":[{\"type\":\"web_search\"}]} | tools[0]",
            "{\"model\":\"guide\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"tool_choice\":5} | tool_choice",
            "{\"model\":\"guide\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"response_format\":\"json\"} | response_format",
            "{\"model\":\"guide\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"documents\":[5]} | documents",
            "{\"model\":\"guide\",\"messages\":[{\"role\":\"user\",\"content\":5}]} | messages[0]",
            "{\"model\":\"guide\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"video\"}]}]} | messages[0]",
            "{\"model\":\"guide\",\"messages\":[{\"role\":\"tool\",\"content\":\"x\"}]} | messages[0]",
            "{\"model\":\"guide\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"stream\":\"yes\"} | stream" })
    void aBadFieldIsNamed(String body, String param) throws Exception {
        HttpResponse<String> answer = post("/v1/chat/completions", body);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).at("/error/type").asText()).isEqualTo("invalid_request_error");
        assertThat(json(answer).at("/error/param").asText()).isEqualTo(param);
        assertThat(json(answer).at("/error/message").asText()).isNotBlank().doesNotContain("java", "llmspace");
    }

    @ParameterizedTest
    @CsvSource({ "GET,/v1/nothing,404", "GET,/nothing,404", "POST,/fine_tuning/jobs,404", "GET,/v1/audio/speech,405",
            "GET,/v1/audio/transcriptions,405", "GET,/v1/chat/completions,404", "PUT,/v1/chat/completions,405",
            "POST,/v1/models,405",
            "DELETE,/models,405",
            "POST,/v1/files,404" })
    void whatIsNotOfferedGetsAnErrorInTheSameShape(String method, String path, int status) throws Exception {
        HttpResponse<String> answer = send(request(path).method(method, BodyPublishers.ofString("{}")));
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(json(answer).at("/error/message").asText()).contains(path);
        assertThat(answer.headers().firstValue("x-request-id")).isPresent();
    }

    @Test
    void malformedJsonWrongTypeAndTooMuchAreErrorsInTheSameShape() throws Exception {
        HttpResponse<String> malformed = post("/v1/chat/completions", "{\"model\":");
        assertThat(malformed.statusCode()).isEqualTo(400);
        assertThat(json(malformed).at("/error/message").asText()).contains("parse").doesNotContain("Source");
        HttpResponse<String> text = send(request("/v1/chat/completions").setHeader("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("hello")));
        assertThat(text.statusCode()).isEqualTo(415);
        assertThat(json(text).at("/error/type").asText()).isEqualTo("invalid_request_error");
        HttpResponse<String> large = post("/v1/chat/completions",
                ask("guide", ",\"user\":\"" + "x".repeat(1_100_000) + "\""));
        assertThat(large.statusCode()).isEqualTo(413);
        assertThat(json(large).at("/error/type").asText()).isEqualTo("invalid_request_error");
    }

    @Test
    void anUnknownModelIsNotFound() throws Exception {
        for (String model : List.of("nobody/knows", "gpt-5000", "anthropic/claude-sonnet-5")) {
            HttpResponse<String> answer = post("/v1/chat/completions", ask(model, ",\"stream\":true"));
            assertThat(answer.statusCode()).as(model).isEqualTo(404);
            assertThat(json(answer).at("/error/code").asText()).isEqualTo("model_not_found");
            assertThat(json(answer).at("/error/param").asText()).isEqualTo("model");
        }
        assertThat(post("/v1/chat/completions", ask("anthropic/claude-sonnet-5", "")).body()).contains("ANTHROPIC_API_KEY");
    }

    @Test
    void modelsAreListedAndFoundByEncodedName() throws Exception {
        JsonNode list = json(get("/v1/models"));
        assertThat(list.path("data")).extracting(model -> model.path("id").asText()).contains("guide",
                "openai/test-model");
        assertThat(list.path("data").get(1).toString()).isEqualTo(
                "{\"id\":\"openai/test-model\",\"object\":\"model\",\"created\":1700000000,\"owned_by\":\"tests\"}");
        assertThat(list.path("unusable_providers")).extracting(provider -> provider.path("name").asText())
                .contains("anthropic", "google", "deepseek", "huggingface").doesNotContain("openai");
        assertThat(json(get("/models/openai%2Ftest-model")).path("object").asText()).isEqualTo("model");
        assertThat(json(get("/v1/models/openai/test-model")).path("id").asText()).isEqualTo("openai/test-model");
        assertThat(get("/v1/models/nope").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({ "401,invalid_api_key,502", "404,model_not_found,404", "400,context_length_exceeded,400",
            "400,bad,400", "429,insufficient_quota,429" })
    void aRefusalOfTheProviderIsHandedOnWithoutTheKey(int status, String code, int expected) throws Exception {
        provider.always((exchange, _) -> ProviderServer.error(exchange, status, "some_error", code,
                "You said " + RunningService.KEY));
        HttpResponse<String> answer = post("/v1/chat/completions", ask("openai/test-model", ",\"stream\":true"));
        assertThat(answer.statusCode()).isEqualTo(expected);
        assertThat(json(answer).at("/error/message").asText()).contains("You said").doesNotContain(RunningService.KEY);
    }

    @Test
    void aProviderThatIsOverloadedIsAskedAgainWhenItSaysSo() throws Exception {
        provider.once((exchange, _) -> {
            exchange.getResponseHeaders().set("retry-after-ms", "50");
            ProviderServer.error(exchange, 429, "rate_limit_error", "rate_limit_exceeded", "slow down");
        });
        provider.once((exchange, _) -> ProviderServer.error(exchange, 500, "server_error", "boom", "oops"));
        JsonNode answer = json(post("/v1/chat/completions", ask("openai/test-model", "")));
        assertThat(answer.at("/choices/0/message/content").asText()).isEqualTo("Hello from upstream");
        assertThat(provider.requests).hasSize(3);
    }

    @Test
    void aProviderThatStaysOverloadedIsAnErrorWithRetryAfter() throws Exception {
        provider.always((exchange, _) -> {
            exchange.getResponseHeaders().set("retry-after-ms", "10");
            ProviderServer.error(exchange, 429, "rate_limit_error", "rate_limit_exceeded", "slow down");
        });
        HttpResponse<String> answer = post("/v1/chat/completions", ask("openai/test-model", ""));
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("retry-after")).isPresent();
        assertThat(json(answer).at("/error/type").asText()).isEqualTo("rate_limit_error");
        assertThat(provider.requests).hasSize(3);
    }

    @Test
    void aBreakInTheMiddleIsAnErrorEventWithoutFinish() throws Exception {
        provider.always((exchange, _) -> {
            ProviderServer.begin(exchange);
            ProviderServer.say(exchange, "Half an ");
            throw new IOException("broken on purpose");
        });
        HttpResponse<String> answer = post("/v1/chat/completions", ask("openai/test-model", ",\"stream\":true"));
        List<String> data = data(answer.body());
        assertThat(EventCodec.json().readTree(data.getLast()).at("/error/type").asText()).isEqualTo("server_error");
        assertThat(answer.body()).contains("Half an ").doesNotContain("[DONE]").doesNotContain("\"finish_reason\":\"");
        assertThat(provider.requests).as("never asked again after the first token").hasSize(1);
    }

    @Test
    void aHangIsATimeout() throws Exception {
        provider.always((exchange, _) -> {
            ProviderServer.begin(exchange);
            Thread.sleep(20_000);
        });
        HttpResponse<String> answer = post("/v1/chat/completions", ask("openai/test-model", ",\"stream\":true"));
        assertThat(answer.body()).contains(": keep-alive").contains("sent nothing for 3 seconds");
        HttpResponse<String> whole = post("/v1/chat/completions", ask("openai/test-model", ""));
        assertThat(whole.statusCode()).isEqualTo(504);
    }

    @Test
    void aClientThatLeavesClosesTheProvidersConnection() throws Exception {
        provider.always((exchange, _) -> ProviderServer.talk(exchange, Duration.ofMillis(10)));
        HttpResponse<InputStream> answer = CLIENT.send(request("/v1/chat/completions")
                .POST(BodyPublishers.ofString(ask("openai/test-model", ",\"stream\":true"))).build(),
                BodyHandlers.ofInputStream());
        try (InputStream in = answer.body()) {
            assertThat(in.readNBytes(500)).hasSize(500);
        }
        await().atMost(Duration.ofSeconds(5)).until(() -> provider.closedByClient.get() == 1);
    }

    @Test
    void aClientThatLeavesBeforeAWholeAnswerClosesTheProvidersConnectionToo() {
        provider.always((exchange, _) -> ProviderServer.talk(exchange, Duration.ofMillis(10)));
        var answer = CLIENT.sendAsync(request("/v1/chat/completions")
                .POST(BodyPublishers.ofString(ask("openai/test-model", ""))).build(), BodyHandlers.ofString());
        await().atMost(Duration.ofSeconds(5)).until(() -> provider.requests.size() == 1);
        answer.cancel(true);
        await().atMost(Duration.ofSeconds(5)).until(() -> provider.closedByClient.get() == 1);
    }

    @Test
    void toolCallsAreHandedOnWithTheirIndex() throws Exception {
        provider.always((exchange, _) -> {
            ProviderServer.begin(exchange);
            ProviderServer.chunk(exchange,
                    """
                            {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"f","arguments":""}}]}}]}""");
            ProviderServer.chunk(exchange, """
                    {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\\"a\\":"}}]}}]}""");
            ProviderServer.chunk(exchange, """
                    {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"1}"}}]}}]}""");
            ProviderServer.chunk(exchange,
                    """
                            {"choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"id":"call_2","type":"function","function":{"name":"g","arguments":"{}"}}]}}]}""");
            ProviderServer.chunk(exchange, "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"tool_calls\"}]}");
            ProviderServer.write(exchange, "data: [DONE]\n\n");
        });
        String tools = ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":{\"type\":\"object\"}}}],\"tool_choice\":\"auto\"";
        JsonNode whole = json(post("/v1/chat/completions", ask("openai/test-model", tools)));
        assertThat(whole.at("/choices/0/message/content").isNull()).isTrue();
        assertThat(whole.at("/choices/0/message/tool_calls/0").toString()).isEqualTo(
                "{\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"a\\\":1}\"}}");
        assertThat(whole.at("/choices/0/finish_reason").asText()).isEqualTo("tool_calls");
        String stream = post("/v1/chat/completions", ask("openai/test-model", tools + ",\"stream\":true")).body();
        assertThat(stream).contains("\"finish_reason\":\"tool_calls\"").doesNotContain("\"name\":null");
        assertThat(data(stream).stream().filter(chunk -> chunk.contains("tool_calls\":["))
                .map(chunk -> chunk.replaceAll(".*\"tool_calls\":\\[(.*?)]},.*", "$1"))).containsExactly(
                        "{\"index\":0,\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"a\\\":\"}}",
                        "{\"index\":0,\"function\":{\"arguments\":\"1}\"}}",
                        "{\"index\":1,\"id\":\"call_2\",\"type\":\"function\",\"function\":{\"name\":\"g\",\"arguments\":\"{}\"}}");
        assertThat(provider.requests.getFirst().body().at("/tools/0/function/name").asText()).isEqualTo("f");
        assertThat(provider.requests.getFirst().body().path("tool_choice").asText()).isEqualTo("auto");
    }

    @Test
    void severalChoicesAreNumbered() throws Exception {
        JsonNode body = json(post("/v1/chat/completions", ask("openai/test-model", ",\"n\":2")));
        assertThat(body.path("choices")).extracting(choice -> choice.path("index").asInt()).containsExactly(0, 1);
        assertThat(body.at("/usage/completion_tokens").asInt()).isEqualTo(6);
    }

    @Test
    void severalChoicesAreMadeAtTheSameTime() throws Exception {
        CountDownLatch together = new CountDownLatch(3);
        provider.always((exchange, _) -> {
            together.countDown();
            ProviderServer.answer(exchange, together.await(10, TimeUnit.SECONDS) ? "together" : "alone");
        });
        String stream = post("/v1/chat/completions", ask("openai/test-model", ",\"n\":3,\"stream\":true")).body();
        assertThat(stream).contains("together").doesNotContain("alone").contains("\"index\":2").endsWith("data: [DONE]\n\n");
        provider.once((exchange, _) -> ProviderServer.error(exchange, 400, "invalid_request_error", "bad", "no"));
        assertThat(post("/v1/chat/completions", ask("openai/test-model", ",\"n\":2")).statusCode()).isEqualTo(400);
    }

    @Test
    void whenToTryAgainIsHandedOn() throws Exception {
        provider.always((exchange, _) -> {
            exchange.getResponseHeaders().set("retry-after", "77");
            ProviderServer.error(exchange, 429, "rate_limit_error", "rate_limit_exceeded", "slow down");
        });
        HttpResponse<String> answer = post("/v1/chat/completions", ask("openai/test-model", ",\"stream\":true"));
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("retry-after")).contains("77");
        assertThat(answer.headers().firstValue("retry-after-ms")).contains("77000");
        assertThat(provider.requests).as("too long to wait for").hasSize(1);
    }

    @Test
    void conversationsAreListedFoundRenamedAndDeleted() throws Exception {
        String id = "http-" + UUID.randomUUID();
        post("/v1/chat/completions", ask("openai/test-model", ",\"conversation\":\"%s\",\"owner\":\"ann\"".formatted(id)));
        String one = "/v1/conversations/" + id + "?owner=ann";
        assertThat(json(get(one)).at("/messages/1/message/content/0/text").asText()).isEqualTo("Hello from upstream");
        assertThat(get("/v1/conversations/" + id).statusCode()).as("somebody else's").isEqualTo(404);
        assertThat(json(post(one, "{\"title\":\"About whales\"}")).path("title").asText()).isEqualTo("About whales");
        assertThat(json(get("/v1/conversations?owner=ann&query=WHALES%20upstream")).path("data"))
                .extracting(kept -> kept.path("id").asText()).containsExactly(id);
        assertThat(json(get("/v1/conversations?owner=ann&query=dolphins")).path("data")).isEmpty();
        JsonNode task = json(
                post("/v1/tasks", "{\"task\":{\"task\":\"read_conversation\",\"id\":\"%s\"},\"owner\":\"ann\"}".formatted(id)));
        assertThat(task.path("kind").asText()).isEqualTo("conversation");
        assertThat(json(send(request(one).DELETE())).path("deleted").asBoolean()).isTrue();
        assertThat(get(one).statusCode()).isEqualTo(404);
    }

    @Test
    void anAgentShowsItsStepsOverHttpToo() throws Exception {
        for (boolean stream : new boolean[] { true, false }) {
            provider.once((exchange, _) -> callTool(exchange, "plan", "{\"steps\":[\"Add\"]}"));
            provider.once((exchange, _) -> callTool(exchange, "calculator", "{\"expression\":\"17*3\"}"));
            provider.once((exchange, _) -> ProviderServer.answer(exchange, "It is 51."));
            String body = post("/v1/chat/completions",
                    ask("openai/test-model", ",\"tool_use\":{\"mode\":\"agent\"},\"stream\":" + stream)).body();
            assertThat(body).contains("It is 51.").contains("\"type\":\"planned\"").contains("\"result\":\"51\"");
            assertThat(body).contains(stream ? "\"step\":{" : "\"steps\":[{");
        }
    }

    @Test
    void aConversationBranchesOverHttpAndATurnThatComesAgainIsAnsweredFromMemory() throws Exception {
        String id = "http-" + UUID.randomUUID();
        String turn = ask("openai/test-model", ",\"conversation\":\"%s\"".formatted(id));
        HttpRequest.Builder same = request("/v1/chat/completions").header("Idempotency-Key", id + "-1")
                .POST(BodyPublishers.ofString(turn));
        JsonNode first = json(send(same));
        assertThat(json(send(same)).path("kept")).isEqualTo(first.path("kept"));
        assertThat(provider.requests).as("asked, and paid, once").hasSize(1);
        String question = first.at("/kept/question").asText();
        JsonNode again = json(post("/v1/chat/completions",
                "{\"model\":\"openai/test-model\",\"messages\":[],\"conversation\":\"%s\",\"parent\":\"%s\"}".formatted(id,
                        question)));
        assertThat(again.at("/kept/parent").asText()).isEqualTo(question);
        assertThat(again.at("/kept/answer")).isNotEqualTo(first.at("/kept/answer"));
        assertThat(provider.requests.getLast().body().path("messages")).hasSize(1);
        String stream = post("/v1/chat/completions", ask("openai/test-model",
                ",\"stream\":true,\"conversation\":\"%s\",\"parent\":\"%s\"".formatted(id, first.at("/kept/answer").asText())))
                .body();
        assertThat(stream).contains("\"kept\":{\"conversation\":\"" + id);
        assertThat(provider.requests.getLast().body().path("messages")).as("question, answer, question").hasSize(3);
        assertThat(post("/v1/chat/completions", ask("openai/test-model",
                ",\"conversation\":\"%s\",\"parent\":\"nowhere\"".formatted(id))).statusCode()).isEqualTo(400);
        assertThat(json(get("/v1/conversations/" + id)).path("messages")).hasSize(5);
    }

    private static void callTool(com.sun.net.httpserver.HttpExchange exchange, String name, String arguments)
            throws IOException {
        ProviderServer.begin(exchange);
        ProviderServer.chunk(exchange,
                "{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"call_%s\",\"type\":\"function\",\"function\":{\"name\":\"%s\",\"arguments\":%s}}]}}]}"
                        .formatted(UUID.randomUUID(), name, EventCodec.json().writeValueAsString(arguments)));
        ProviderServer.chunk(exchange, "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"tool_calls\"}]}");
        ProviderServer.write(exchange, "data: [DONE]\n\n");
    }

    @Test
    void tasksAreTakenInTheWordsOfTheContract() throws Exception {
        assertThat(json(post("/v1/tasks", "{\"task\":{\"task\":\"list_tools\"}}")).path("tools"))
                .extracting(tool -> tool.path("name").asText()).contains("calculator", "read_web_page", "sentiment");
        String stream = post("/v1/tasks", "{\"task\":{\"task\":\"list_models\"},\"stream\":true}").body();
        assertThat(EventCodec.json().readTree(data(stream).getFirst()).at("/result/models/0/id").asText()).isEqualTo("guide");
        assertThat(post("/v1/tasks", "{\"task\":{\"task\":\"fly\"}}").statusCode()).isEqualTo(400);
        assertThat(post("/v1/tasks", "{}").statusCode()).isEqualTo(400);
        HttpResponse<String> pull = post("/v1/tasks", "{\"task\":{\"task\":\"pull_model\",\"model\":\"openai/gpt-4o\"}}");
        assertThat(json(pull).at("/error/message").asText()).contains("cannot be pulled");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "max_tokens | \"max_tokens\":1000000000000", "owner | \"owner\":{}",
            "conversation | \"conversation\":5", "documents | \"documents\":\"x\"",
            "modalities | \"modalities\":[\"text\",\"audio\"]",
            "functions | \"functions\":[{\"name\":\"f\"}]", "tool_choice | \"tool_choice\":\"required\"",
            "tools[0] | \"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":\"x\"}}]",
            "messages[0] | \"messages\":[{\"role\":\"user\"}]" })
    void whatWouldBePassedOverIsAMistake(String param, String field) throws Exception {
        HttpResponse<String> answer = post("/v1/chat/completions", ask("guide", "," + field));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).at("/error/param").asText()).isEqualTo(param);
        assertThat(json(answer).at("/error/message").asText()).isNotBlank().doesNotContain("java", "Numeric value");
    }

    @Test
    void aTemplateCanBeTheWholeQuestion() throws Exception {
        assertThat(post("/v1/tasks", """
                {"owner":"tim","task":{"task":"save_template","name":"define","user":"What is {{thing}}?"}}""").statusCode())
                .isEqualTo(200);
        JsonNode body = json(post("/v1/chat/completions", """
                {"model":"guide","owner":"tim","messages":[],"template":{"name":"define","variables":{"thing":"RAG"}}}"""));
        assertThat(body.at("/choices/0/message/content").asText()).containsIgnoringCase("retriev");
        HttpResponse<String> incomplete = post("/v1/chat/completions",
                "{\"model\":\"guide\",\"owner\":\"tim\",\"messages\":[],\"template\":{\"name\":\"define\"}}");
        assertThat(incomplete.statusCode()).isEqualTo(400);
        assertThat(json(incomplete).at("/error/message").asText()).contains("'thing'");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "max_output_tokens | \"max_output_tokens\":\"many\"",
            "text.format | \"text\":{\"format\":{\"type\":\"json_schema\"}}", "reasoning.effort | \"reasoning\":{\"effort\":5}",
            "temperature | \"temperature\":9",
            "input | \"input\":[{\"type\":\"message\",\"role\":\"king\",\"content\":\"x\"}]" })
    void aMistakeInARequestForAResponseIsToldInItsWords(String param, String field) throws Exception {
        HttpResponse<String> answer = post("/v1/responses", "{\"model\":\"guide\",\"input\":\"hi\",%s}".formatted(field));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).at("/error/param").asText()).isEqualTo(param);
        assertThat(json(answer).at("/error/message").asText()).doesNotContain("max_tokens", "response_format",
                "reasoning_effort");
    }

    @Test
    void aResponseIsCancelledWhileItIsMade() throws Exception {
        provider.always((exchange, _) -> ProviderServer.talk(exchange, Duration.ofMillis(10)));
        var events = CLIENT.send(request("/v1/responses").POST(BodyPublishers.ofString(
                "{\"model\":\"openai/test-model\",\"input\":\"hi\",\"stream\":true}")).build(), BodyHandlers.ofLines()).body()
                .iterator();
        String line = events.next();
        while (!line.startsWith("data:")) {
            line = events.next();
        }
        String id = EventCodec.json().readTree(line.substring(5)).at("/response/id").asText();
        assertThat(json(post("/v1/responses/" + id + "/cancel", "{}")).path("status").asText()).isEqualTo("cancelled");
        await().atMost(Duration.ofSeconds(5)).until(() -> provider.closedByClient.get() == 1);
        events.forEachRemaining(_ -> {
        });
        assertThat(post("/v1/responses/resp_none/cancel", "{}").statusCode()).isEqualTo(404);
    }

    private static String ask(String model, String more) {
        return "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]%s}".formatted(model, more);
    }

    private static List<String> data(String stream) {
        return stream.lines().filter(line -> line.startsWith("data: ")).map(line -> line.substring(6)).toList();
    }

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
        return EventCodec.json().readTree(answer.body());
    }

    private static HttpResponse<String> post(String path, String body) throws Exception {
        return send(request(path).POST(BodyPublishers.ofString(body)));
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return send(request(path).GET());
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(String path) {
        int port = ConfigProvider.getConfig().getValue("quarkus.http.port", Integer.class);
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json").header("Accept", "application/json");
    }
}
