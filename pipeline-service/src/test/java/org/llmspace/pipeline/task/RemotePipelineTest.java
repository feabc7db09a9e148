package org.llmspace.pipeline.task;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llmspace.contracts.FailureCode;
import org.llmspace.contracts.kafka.EventCodec;
import org.llmspace.contracts.pipeline.GenerationParameters;
import org.llmspace.contracts.pipeline.LabelScore;
import org.llmspace.contracts.pipeline.Media;
import org.llmspace.contracts.pipeline.ModelState;
import org.llmspace.contracts.pipeline.PipelineOutput;
import org.llmspace.contracts.pipeline.PipelineReply;
import org.llmspace.contracts.pipeline.PipelineRequest;
import org.llmspace.contracts.pipeline.PipelineTask;
import org.llmspace.pipeline.BuiltinPipelines;
import org.llmspace.pipeline.hub.TestHubSettings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/// Tasks done by Inference Providers, against a stand-in for the Hub and the router that speaks their wire.
class RemotePipelineTest {

    private record Seen(String method, String path, String body, Map<String, List<String>> headers) {
        JsonNode json() {
            return tree(body);
        }

        String header(String name) {
            return headers.entrySet().stream().filter(entry -> entry.getKey().equalsIgnoreCase(name))
                    .map(entry -> entry.getValue().getFirst()).findFirst().orElse("");
        }
    }

    private record Reply(int status, String type, byte[] body) {
        static Reply json(String body) {
            return new Reply(200, "application/json", body.getBytes(UTF_8));
        }
    }

    @TempDir
    private Path cache;
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final Map<String, Reply> replies = new ConcurrentHashMap<>();
    private final AtomicInteger looks = new AtomicInteger();
    private final HttpServer server = start();
    private final URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"task":"text-classification","inputs":"x","top_k":2}                      | [[{"label":"GOOD","score":0.9}]]                        | {"inputs":"x","parameters":{"top_k":2}}
            {"task":"text-classification","inputs":"x","text_pair":"y"}                | [{"label":"GOOD","score":0.9}]                          | {"inputs":{"text":"x","text_pair":"y"},"parameters":{}}
            {"task":"zero-shot-classification","inputs":"x","candidate_labels":["GOOD"]} | {"sequence":"x","labels":["GOOD"],"scores":[0.9]}     | {"inputs":"x","parameters":{"candidate_labels":["GOOD"],"multi_label":false}}
            {"task":"token-classification","inputs":"Ada"}                             | [{"entity_group":"GOOD","score":0.9,"word":"Ada","start":0,"end":3}] | {"inputs":"Ada","parameters":{}}
            {"task":"question-answering","question":"q","context":"c","top_k":1}       | {"answer":"GOOD","score":0.9,"start":0,"end":1}         | {"inputs":{"question":"q","context":"c"},"parameters":{"top_k":1}}
            {"task":"fill-mask","inputs":"a [MASK]"}                                   | [{"sequence":"a GOOD","score":0.9,"token":7,"token_str":"GOOD"}] | {"inputs":"a [MASK]","parameters":{}}
            {"task":"summarization","inputs":"long","max_new_tokens":5}                | [{"summary_text":"GOOD"}]                               | {"inputs":"long","parameters":{"generate_parameters":{"max_new_tokens":5}}}
            {"task":"translation","inputs":"gut","src_lang":"de"}                      | {"translation_text":"GOOD"}                             | {"inputs":"gut","parameters":{"src_lang":"de"}}
            {"task":"text2text-generation","inputs":"gut"}                             | [{"generated_text":"GOOD"}]                             | {"inputs":"gut","parameters":{}}
            """)
    void tasksAreAskedInTheHubsShape(String task, String answer, String asked) {
        JsonNode json = tree(task);
        offers("hf-inference", json.path("task").asText());
        replies.put("/hf-inference/models/provider/id", Reply.json(answer));
        PipelineReply.Completed completed = run("remote/some/model", read(json));
        assertThat(completed.model()).isEqualTo("remote/some/model");
        assertThat(EventCodec.json().valueToTree(completed.output()).toString()).contains("GOOD");
        assertThat(seen.getLast().json()).isEqualTo(tree(asked));
        assertThat(seen.getLast().header("authorization")).isEqualTo("Bearer hf_test");
    }

    @Test
    void sentencesHaveAPathOfTheirOwn() {
        offers("hf-inference", "sentence-similarity");
        replies.put("/hf-inference/models/provider/id/pipeline/sentence-similarity", Reply.json("[0.5, 1]"));
        replies.put("/hf-inference/models/provider/id/pipeline/feature-extraction", Reply.json("[[1, 2], [3, 4]]"));
        assertThat(run("remote/some/model", new PipelineTask.SentenceSimilarity("a", List.of("b", "c"))).output())
                .isEqualTo(new PipelineOutput.Similarities(List.of(0.5, 1.0)));
        assertThat(run("remote/some/model", PipelineTask.FeatureExtraction.of(List.of("a", "b"))).output())
                .isEqualTo(new PipelineOutput.Embeddings(List.of(List.of(1f, 2f), List.of(3f, 4f))));
        assertThat(seen.getLast().json()).isEqualTo(tree("{\"inputs\":[\"a\",\"b\"]}"));
    }

    @Test
    void theHubIsNotAskedBeforeEachCall() {
        offers("hf-inference", "fill-mask");
        replies.put("/hf-inference/models/provider/id", Reply.json("[]"));
        Pipelines pipelines = pipelines();
        run(pipelines, "remote/some/model", new PipelineTask.FillMask("x", null, null));
        run(pipelines, "remote/some/model", new PipelineTask.FillMask("y", null, null));
        assertThat(seen).filteredOn(request -> request.method().equals("GET")).hasSize(1);
    }

    @Test
    void tokenVectorsAreAveraged() {
        offers("hf-inference", "feature-extraction");
        replies.put("/hf-inference/models/provider/id/pipeline/feature-extraction", Reply.json("[[[1, 2], [3, 4]]]"));
        assertThat(run("remote/some/model", PipelineTask.FeatureExtraction.of(List.of("a"))).output())
                .isEqualTo(new PipelineOutput.Embeddings(List.of(List.of(2f, 3f))));
    }

    @Test
    void bytesGoAsTheyAreUnlessThereAreParameters() {
        byte[] png = { (byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 1, 2 };
        offers("hf-inference", "image-classification");
        replies.put("/hf-inference/models/provider/id", Reply.json("[{\"label\":\"cat\",\"score\":0.9}]"));
        assertThat(run("remote/some/model", new PipelineTask.ImageClassification(Media.of(png, null), null, null)).output())
                .isEqualTo(new PipelineOutput.Classification(List.of(new LabelScore("cat", 0.9))));
        assertThat(seen.getLast().header("content-type")).isEqualTo("image/png");
        run("remote/some/model", new PipelineTask.ImageClassification(Media.of(png, null), null, 3));
        assertThat(seen.getLast().json().path("inputs").asText()).isEqualTo("iVBORw0KGgoBAg==");
        assertThat(seen.getLast().json().at("/parameters/top_k").asInt()).isEqualTo(3);
    }

    @Test
    void speechAndTranscripts() {
        byte[] wav = new byte[44];
        System.arraycopy(new byte[] { 'R', 'I', 'F', 'F' }, 0, wav, 0, 4);
        wav[24] = (byte) 0x80;
        wav[25] = 0x3e;
        offers("hf-inference", "text-to-speech");
        replies.put("/hf-inference/models/provider/id", new Reply(200, "audio/wav", wav));
        assertThat(run("remote/some/model", PipelineTask.TextToSpeech.of("hi")).output())
                .isEqualTo(new PipelineOutput.Speech(Media.of(wav, "audio/wav"), 16000));
        offers("hf-inference", "automatic-speech-recognition");
        replies.put("/hf-inference/models/provider/id", Reply.json("{\"text\":\"hi\"}"));
        assertThat(run(pipelines(), "remote/some/model", PipelineTask.AutomaticSpeechRecognition.of(Media.of(wav, "audio/wav")))
                .getLast()).isInstanceOfSatisfying(PipelineReply.Completed.class,
                        done -> assertThat(done.output()).isEqualTo(new PipelineOutput.Transcript("hi", List.of())));
        assertThat(seen.getLast().header("content-type")).isEqualTo("audio/wav");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            hf-inference | /hf-inference/models/provider/id              | inputs
            together     | /together/v1/images/generations               | prompt
            nscale       | /nscale/v1/images/generations                 | prompt
            replicate    | /replicate/v1/models/provider/id/predictions  | input
            fal-ai       | /fal-ai/provider/id                           | prompt
            """)
    void eachProviderIsAskedForAnImageInItsOwnWay(String provider, String path, String field) {
        byte[] image = { 1, 2, 3 };
        offers(provider, "text-to-image");
        replies.put("/made/image", new Reply(200, "image/webp", image));
        replies.put(path, switch (provider) {
            case "hf-inference" -> new Reply(200, "image/webp", image);
            case "replicate" -> Reply.json("{\"output\":[\"%s/made/image\"]}".formatted(address));
            case "fal-ai" -> Reply.json(
                    "{\"request_id\":\"7\",\"status\":\"IN_QUEUE\",\"response_url\":\"https://q.example/provider/id/requests/7\"}");
            default -> Reply.json("{\"data\":[{\"b64_json\":\"AQID\"}]}");
        });
        replies.put("/fal-ai/provider/id/requests/7",
                Reply.json("{\"images\":[{\"url\":\"%s/made/image\"}]}".formatted(address)));
        var task = new PipelineTask.TextToImage("a cat", null, null, 4, 64, 64, null, 7L);
        assertThat(run("remote/some/model:" + provider, task).output()).isInstanceOfSatisfying(PipelineOutput.Image.class,
                made -> assertThat(made.image().data()).containsExactly(image));
        Seen asked = seen.stream().filter(request -> request.path().equals(path)).findFirst().orElseThrow();
        assertThat(asked.json().has(field)).isTrue();
        assertThat(asked.body()).contains("a cat", "\"num_inference_steps\":4", "\"seed\":7");
        assertThat(seen).filteredOn(request -> request.path().equals("/made/image"))
                .allSatisfy(request -> assertThat(request.header("authorization")).isEmpty());
    }

    @Test
    void aConversationIsStreamed() {
        replies.put("/v1/chat/completions", new Reply(200, "text/event-stream", """
                data: {"choices":[{"delta":{"role":"assistant","content":"Hel"}}]}

                : a comment
                data: {"choices":[{"delta":{"content":"lo"},"finish_reason":"length"}]}

                data: {"choices":[],"usage":{"prompt_tokens":5,"completion_tokens":2}}

                data: [DONE]

                """.getBytes(UTF_8)));
        List<PipelineReply> all = run(pipelines(), "remote/some/model:groq", PipelineTask.TextGeneration.of(
                List.of(tree("{\"role\":\"user\",\"content\":\"hi\"}")), List.of(),
                GenerationParameters.of(9, List.of("END"), true).drawing(0.5, null, 3L)));
        assertThat(all).containsSubsequence(PipelineReply.Delta.of("Hel"), PipelineReply.Delta.of("lo"));
        assertThat(((PipelineReply.Completed) all.getLast()).output()).isEqualTo(new PipelineOutput.GeneratedTexts(
                List.of(RemoteOutputs.text("Hello", "length", 5, 2))));
        assertThat(seen.getLast().json()).isEqualTo(tree("""
                {"model":"some/model:groq","stream":true,"max_tokens":9,"temperature":0.5,"seed":3,"stop":["END"],
                 "messages":[{"role":"user","content":"hi"}]}"""));
    }

    @Test
    void aTextIsContinued() {
        offers("hf-inference", "text-generation");
        replies.put("/hf-inference/models/provider/id/v1/completions",
                Reply.json("{\"choices\":[{\"text\":\" time\",\"finish_reason\":\"stop\"}]}"));
        assertThat(
                run("remote/some/model", PipelineTask.TextGeneration.of("Once upon a", GenerationParameters.DEFAULT)).output())
                .isEqualTo(
                        new PipelineOutput.GeneratedTexts(List.of(RemoteOutputs.text("Once upon a time", "eos_token", 0, 0))));
        assertThat(seen.getLast().json()).isEqualTo(tree("{\"model\":\"provider/id\",\"prompt\":\"Once upon a\"}"));
        run("remote/some/model", EventCodec.json().convertValue(tree("""
                {"task": "text-generation", "inputs": "Once", "logit_bias": {"5": 1.5},
                 "grammar": {"type": "json", "value": {"type": "object"}}}"""), PipelineTask.class));
        assertThat(seen.getLast().json()).isEqualTo(tree("""
                {"model": "provider/id", "prompt": "Once", "logit_bias": {"5": 1.5}, "response_format":
                 {"type": "json_schema", "json_schema": {"name": "answer", "schema": {"type": "object"}}}}"""));
    }

    @Test
    void aStreamThatBreaksOffFails() {
        replies.put("/v1/chat/completions", new Reply(200, "text/event-stream",
                "data: {\"choices\":[{\"delta\":{\"content\":\"Hel\"}}]}\n\n".getBytes(UTF_8)));
        assertThat(failure("remote/some/model", PipelineTask.TextGeneration.of(
                List.of(tree("{\"role\":\"user\",\"content\":\"hi\"}")), List.of(),
                GenerationParameters.of(9, List.of(), true))))
                .isEqualTo(FailureCode.PROVIDER_FAILED);
    }

    @ParameterizedTest
    @CsvSource({ "400, INVALID_REQUEST", "401, AUTHENTICATION", "402, RATE_LIMITED", "403, AUTHENTICATION",
            "404, MODEL_NOT_FOUND",
            "422, INVALID_REQUEST", "429, RATE_LIMITED", "500, PROVIDER_FAILED", "503, PROVIDER_FAILED", "504, TIMEOUT" })
    void refusalsAreToldInOurWords(int status, FailureCode code) {
        offers("hf-inference", "fill-mask");
        replies.put("/hf-inference/models/provider/id",
                new Reply(status, "application/json", "{\"error\":\"because\"}".getBytes(UTF_8)));
        assertThat(failure("remote/some/model", new PipelineTask.FillMask("x", null, null))).isEqualTo(code);
    }

    @Test
    void aModelWithoutGraphsRunsElsewhereAndTheReplySaysSo() {
        offers("hf-inference", "text-classification");
        replies.put("/api/models/some/model/revision/main", Reply.json(
                "{\"sha\":\"%s\",\"siblings\":[{\"rfilename\":\"config.json\",\"size\":2,\"blobId\":\"9e26dfeeb6e641a33dae4961196235bdb965b21b\"}]}"
                        .formatted("a".repeat(40))));
        replies.put("/some/model/resolve/%s/config.json".formatted("a".repeat(40)), Reply.json("{}"));
        replies.put("/hf-inference/models/provider/id", Reply.json("[[{\"label\":\"GOOD\",\"score\":0.9}]]"));
        assertThat(run("some/model", new PipelineTask.TextClassification("x", null, null, null)).model())
                .isEqualTo("remote/some/model");
    }

    @Test
    void whatIsMissingIsSaid() {
        PipelineTask<?> task = new PipelineTask.FillMask("x", null, null);
        Pipelines noToken = new Pipelines(BuiltinPipelines.models(),
                BuiltinPipelines.providers(settings().withToken(""), address),
                BuiltinPipelines.calls(), new SimpleMeterRegistry());
        assertThatThrownBy(() -> run(noToken, "remote/some/model", task)).hasMessageContaining("HF_TOKEN");
        offers("some-new-provider", "fill-mask");
        assertThatThrownBy(() -> run("remote/some/model", task)).hasMessageContaining("some-new-provider");
        assertThatThrownBy(() -> run("remote/some/model", PipelineTask.Tokenize.of("x"))).hasMessageContaining("tokenize");
        assertThatThrownBy(() -> run("remote/some/../../model", task)).hasMessageContaining("no model name");
        assertThat(noToken.describe("remote/some/model").state()).isEqualTo(ModelState.UNAVAILABLE);
        assertThat(pipelines().describe("remote/some/model").state()).isEqualTo(ModelState.AVAILABLE);
        assertThat(pipelines().describe("remote/some/model").backend()).isEqualTo("remote");
    }

    private void offers(String provider, String task) {
        replies.put("/api/models/some/model", Reply.json("""
                {"inferenceProviderMapping":[{"provider":"%s","providerId":"provider/id","status":"live","task":"%s"}]}"""
                .formatted(provider, task)));
    }

    private PipelineReply.Completed run(String model, PipelineTask<?> task) {
        return (PipelineReply.Completed) run(pipelines(), model, task).getLast();
    }

    private static List<PipelineReply> run(Pipelines pipelines, String model, PipelineTask<?> task) {
        try (Stream<PipelineReply> stream = pipelines.run(new PipelineRequest.Call(model, task))) {
            return stream.toList();
        }
    }

    private FailureCode failure(String model, PipelineTask<?> task) {
        try {
            run(model, task);
            throw new AssertionError("no failure");
        } catch (RuntimeException e) {
            assertThat(e.getMessage()).doesNotContain("hf_test");
            return Failures.of(e).code();
        }
    }

    private Pipelines pipelines() {
        return new Pipelines(BuiltinPipelines.models(Optional.empty(), settings()),
                BuiltinPipelines.providers(settings(), address), BuiltinPipelines.calls(), new SimpleMeterRegistry());
    }

    private TestHubSettings settings() {
        return TestHubSettings.of(address, cache).withToken("hf_test").withSilence(Duration.ofSeconds(5));
    }

    private static PipelineTask<?> read(JsonNode task) {
        try {
            return EventCodec.json().treeToValue(task, PipelineTask.class);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode tree(String json) {
        try {
            return EventCodec.json().readTree(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpServer start() {
        try {
            HttpServer started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            started.createContext("/", this::answer);
            started.start();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            seen.add(new Seen(exchange.getRequestMethod(), path, new String(exchange.getRequestBody().readAllBytes(), UTF_8),
                    Map.copyOf(exchange.getRequestHeaders())));
            Reply reply = path.endsWith("/status")
                    ? Reply.json("{\"status\":\"%s\"}".formatted(looks.incrementAndGet() < 2 ? "IN_PROGRESS" : "COMPLETED"))
                    : replies.getOrDefault(path, new Reply(404, "text/plain", new byte[0]));
            exchange.getResponseHeaders().set("Content-Type", reply.type());
            exchange.sendResponseHeaders(reply.status(), reply.body().length == 0 ? -1 : reply.body().length);
            exchange.getResponseBody().write(reply.body());
        }
    }
}
