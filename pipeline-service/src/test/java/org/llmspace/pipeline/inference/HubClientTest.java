package org.llmspace.pipeline.inference;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;

import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.llmspace.contracts.kafka.EventCodec;
import org.llmspace.pipeline.ProviderStandIn;
import org.llmspace.pipeline.SharedBroker;
import org.llmspace.testing.NodeScript;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;

/// The unmodified client of the Hub gets from here what it gets there.
@QuarkusTest
@QuarkusTestResource(SharedBroker.class)
@QuarkusTestResource(value = ProviderStandIn.class, restrictToAnnotatedClass = true)
@TestProfile(MediaDoorTest.TinyModels.class)
class HubClientTest {

    private static final Path RESOURCES = Path.of("src/test/resources").toAbsolutePath();

    @TestHTTPResource("/")
    URL url;

    @Test
    void everyCallOfTheClientIsAnswered() throws Exception {
        JsonNode out = new ObjectMapper().readTree(NodeScript.run("client.mjs", url.toString().replaceAll("/$", ""),
                RESOURCES.resolve("images/square.png").toString(), RESOURCES.resolve("media/sounds/tone.wav").toString()));
        JsonNode expected = new ObjectMapper().readTree("""
                {"textClassification": "NEGATIVE", "tokenClassification": true, "questionAnswering": true,
                 "zeroShotClassification": ["politics", "sport"], "fillMask": 5, "summarization": "string",
                 "translation": "string", "translations": 2, "featureExtraction": 32, "sentenceSimilarity": 2,
                 "imageClassification": "tree", "imageToText": "string", "automaticSpeechRecognition": "string",
                 "textToSpeech": "audio/wav", "textToImage": "image/png 7", "textGeneration": true,
                 "textGenerationByModel": true,
                 "textGenerationStream": {"events": 9, "same": true, "finish": "length", "tokens": 8},
                 "chatCompletion": "Hello", "chatCompletionStream": "Hello", "chatByModel": "Hello"}""");
        expected.properties().forEach(one -> assertThat(out.path(one.getKey())).as(one.getKey()).isEqualTo(one.getValue()));
        assertThat(out.path("abort").asText()).startsWith("AbortError");
        assertThat(ProviderStandIn.LEFT.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(out.path("error").asText()).contains("tiny/none");
        assertThat(out.path("streamError").asText()).contains("tiny/none");
        assertThat(out.path("noSuchTask").asText()).contains("Error");
    }

    @Test
    void textsAreCompletedInOpenAisShape() {
        post("/models/tiny/gpt2/v1/completions", """
                {"prompt": ["hello", "bye"], "max_tokens": 4, "temperature": 0, "logprobs": 2, "user": "somebody"}""")
                .statusCode(200)
                .body("object", equalTo("text_completion")).body("model", equalTo("tiny/gpt2")).body("choices", hasSize(2))
                .body("choices[1].index", equalTo(1)).body("choices[0].finish_reason", equalTo("length"))
                .body("choices[0].logprobs.tokens", hasSize(4)).body("choices[0].logprobs.top_logprobs", hasSize(4))
                .body("usage.completion_tokens", equalTo(8));
        post("/v1/completions", """
                {"model": "tiny/gpt2", "prompt": "hello", "max_tokens": 4, "n": 2, "temperature": 1, "seed": 7}""")
                .statusCode(200)
                .body("choices", hasSize(2));
        given().get("/q/metrics").then().body(containsString("llmspace_generation_tokens_total{task=\"text-generation\"}"))
                .body(containsString("llmspace_generation_tokens_per_second_max"));
    }

    @Test
    void streamsEndAsTheirClientsExpect() {
        String hub = post("/models/tiny/gpt2",
                "{\"inputs\": \"hello\", \"stream\": true, \"parameters\": {\"max_new_tokens\": 3}}")
                .statusCode(200).contentType("text/event-stream").extract().asString();
        assertThat(hub.lines().filter(line -> line.startsWith("data: "))).hasSize(4);
        assertThat(hub).startsWith("data: {\"index\":0,\"token\":{\"id\":").contains("\"finish_reason\":\"length\"")
                .doesNotContain("[DONE]", "choices");
        post("/models/tiny/gpt2/v1/completions",
                "{\"prompt\": \"hello\", \"max_tokens\": 3, \"stream\": true, \"stream_options\": {\"include_usage\": true}}")
                .statusCode(200).body(containsString("\"total_tokens\":")).body(endsWith("data: [DONE]\n\n"));
    }

    @Test
    void whatIsWrongIsSaidInOneShape() {
        for (String body : List.of("{\"prompt\": 3}", "{}", "{\"prompt\": []}", "{\"prompt\": [1, 2]}", "[", "null",
                "{\"prompt\": [\"a\", \"b\"], \"stream\": true}", "{\"prompt\": \"x\", \"max_tokens\": \"many\"}",
                "{\"prompt\": \"x\", \"max_tokens\": -1}", "{\"prompt\": \"x\", \"temperature\": \"hot\", \"stream\": true}",
                "{\"prompt\": \"x\", \"response_format\": {\"type\": \"xml\"}}", "{\"prompt\": \"\"}")) {
            post("/models/tiny/gpt2/v1/completions", body).statusCode(400).body("error", notNullValue()).body("size()",
                    equalTo(1));
        }
        post("/models/tiny/gpt2/v1/chat/completions", "{\"messages\": []}").statusCode(400).body("error",
                containsString("messages"));
        post("/models/tiny/bert-cls/v1/completions", "{\"prompt\": \"x\", \"stream\": true}").statusCode(400);
        post("/models/tiny/gpt2", "{\"inputs\": [\"x\"], \"stream\": true}").statusCode(400).body("error",
                containsString("stream"));
    }

    @Test
    void allDoorsAreDescribed() {
        Map<String, Object> paths = given().accept("application/json").get("/q/openapi").then().statusCode(200).extract()
                .path("paths");
        assertThat(paths).containsKeys("/models", "/models/{model}", "/models/{model}/pipeline/{task}", "/pipeline/{task}",
                "/tokenize", "/detokenize", "/models/{model}/forward", "/models/{model}/load", "/models/{model}/unload",
                "/models/{model}/download", "/v1/completions", "/v1/chat/completions", "/models/{model}/v1/completions",
                "/models/{model}/v1/chat/completions");
        String text = given().accept("application/json").get("/q/openapi").asString();
        assertThat(paths.values()).allSatisfy(path -> ((Map<?, ?>) path).forEach(
                (method, operation) -> assertThat(((Map<?, ?>) operation).get("summary")).as(method + " " + path).isNotNull()));
        assertThat(text).contains("candidate_labels", "error").doesNotContain("Model And Task");
    }

    @Test
    void theDocumentsExamplesAreCallsThatCanBeMade() {
        Map<String, Map<String, Map<String, Object>>> examples = given().accept("application/json").get("/q/openapi").then()
                .extract()
                .path("components.requestBodies.Call.content.'application/json'.examples");
        assertThat(examples).hasSize(16);
        examples.forEach((task, example) -> assertThat(
                TaskReader.read(task, () -> task, EventCodec.encode(example.get("value"))).tasks()).as(task).isNotEmpty());
    }

    private static ValidatableResponse post(String path, String body) {
        return given().urlEncodingEnabled(false).contentType("application/json").body(body).post(path).then();
    }
}
