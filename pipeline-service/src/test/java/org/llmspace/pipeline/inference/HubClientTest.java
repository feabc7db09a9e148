package org.llmspace.pipeline.inference;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Base64;
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
    void textsGoOnFromTokens() {
        String text = post("/models/tiny/gpt2/v1/completions", "{\"prompt\": \"hello world\", \"max_tokens\": 3}").extract()
                .path("choices[0].text");
        post("/models/tiny/gpt2/v1/completions", "{\"prompt\": [259, 266], \"max_tokens\": 3, \"echo\": true}")
                .statusCode(200).body("choices[0].text", equalTo("hello world" + text)).body("usage.prompt_tokens", equalTo(2));
        post("/models/tiny/gpt2/v1/completions", "{\"prompt\": [[259, 266], [259]], \"max_tokens\": 3}").statusCode(200)
                .body("choices[0].text", equalTo(text)).body("choices", hasSize(2)).body("usage.prompt_tokens", equalTo(3));
    }

    @Test
    void whoAsksForNoMoreTokensLearnsWhatTheModelThinksOfTheirs() {
        post("/models/tiny/gpt2/v1/completions",
                "{\"prompt\": \"hello world\", \"max_tokens\": 0, \"echo\": true, \"logprobs\": 1}").statusCode(200)
                .body("choices[0].text", equalTo("hello world")).body("choices[0].finish_reason", equalTo("length"))
                .body("choices[0].logprobs.tokens", equalTo(List.of("hello", " world")))
                .body("choices[0].logprobs.token_logprobs[0]", nullValue())
                .body("choices[0].logprobs.token_logprobs[1]", lessThan(0f))
                .body("choices[0].logprobs.top_logprobs[0]", nullValue())
                .body("choices[0].logprobs.top_logprobs[1].size()", equalTo(1))
                .body("choices[0].logprobs.text_offset", equalTo(List.of(0, 5)))
                .body("usage.completion_tokens", equalTo(0)).body("usage.total_tokens", equalTo(2));
        post("/models/tiny/gpt2/v1/completions", "{\"prompt\": \"hello\", \"max_tokens\": 0, \"stream\": true, \"echo\": true}")
                .statusCode(200).body(containsString("\"text\":\"hello\"")).body(endsWith("data: [DONE]\n\n"));
        post("/models/tiny/gpt2", "{\"inputs\": \"hello\", \"parameters\": {\"max_new_tokens\": 0}}").statusCode(400);
        post("/models/tiny/gpt2/v1/chat/completions",
                "{\"messages\": [{\"role\": \"user\", \"content\": \"hi\"}], \"max_tokens\": 0}").statusCode(400)
                .body("error", containsString("max_tokens"));
    }

    @Test
    void severalTextsAreStreamedWithTheirNumbers() {
        String events = post("/models/tiny/gpt2/v1/completions",
                "{\"prompt\": [\"hello\", \"hello world\"], \"max_tokens\": 1, \"stream\": true, \"stream_options\": {\"include_usage\": true}}")
                .statusCode(200).extract().asString();
        assertThat(events).contains("\"choices\":[{\"index\":0,", "\"choices\":[{\"index\":1,", "\"prompt_tokens\":3",
                "\"completion_tokens\":2");
    }

    @Test
    void detailsNameTheLikelihoodOfEachToken() {
        post("/models/tiny/gpt2",
                "{\"inputs\": \"hello world\", \"parameters\": {\"max_new_tokens\": 2, \"decoder_input_details\": true, \"num_beams\": 2}}")
                .statusCode(200).body("[0].details.prefill.text", equalTo(List.of("hello", " world")))
                .body("[0].details.prefill[0]", hasKey("logprob")).body("[0].details.tokens.logprob", everyItem(lessThan(0f)));
    }

    @Test
    void vectorsMayBeShorterAndInOpenAisShape() {
        String text = "I love this movie!";
        List<Float> whole = post("/models/tiny/bert-emb", "{\"inputs\": \"%s\", \"normalize\": false}".formatted(text))
                .extract()
                .path("$");
        post("/models/tiny/bert-emb", "{\"inputs\": \"%s\", \"normalize\": false, \"dimensions\": 4}".formatted(text))
                .statusCode(200).body("$", equalTo(whole.subList(0, 4)));
        List<Float> few = post("/models/tiny/bert-emb", "{\"inputs\": \"%s\", \"dimensions\": 4}".formatted(text)).extract()
                .path("$");
        assertThat(few.stream().mapToDouble(number -> number * number).sum()).isCloseTo(1, within(1e-6));
        String base64 = post("/v1/embeddings",
                "{\"model\": \"tiny/bert-emb\", \"input\": [\"x\", \"%s\"], \"dimensions\": 4, \"encoding_format\": \"base64\"}"
                        .formatted(text))
                .statusCode(200).body("data[1].index", equalTo(1)).body("usage.prompt_tokens", greaterThan(4))
                .extract().path("data[1].embedding");
        var floats = ByteBuffer.wrap(Base64.getDecoder().decode(base64)).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        assertThat(floats.remaining()).isEqualTo(4);
        assertThat(floats.get(0)).isEqualTo(few.getFirst());
        for (String wrong : List.of("\"dimensions\": 0", "\"dimensions\": 33", "\"encoding_format\": \"base64\"")) {
            post("/models/tiny/bert-emb", "{\"inputs\": \"x\", %s}".formatted(wrong)).statusCode(400).body("error",
                    containsString("use"));
        }
        post("/v1/embeddings", "{\"input\": [1]}").statusCode(400).body("error", containsString("text"));
    }

    @Test
    void labelsAreFoundWhereOldClientsPutThem() {
        for (String body : List.of("{\"inputs\": \"x\", \"parameters\": {\"candidateLabels\": \"a,,b\"}}",
                "{\"inputs\": {\"text\": \"x\", \"candidate_labels\": [\"a\", \"b\"]}}",
                "{\"inputs\": {\"sequences\": \"x\", \"candidateLabels\": [\"a\", \"b\"]}}")) {
            post("/models/tiny/bert-nli", body).statusCode(200).body("label", containsInAnyOrder("a", "b"));
        }
        post("/models/tiny/bert-nli",
                "{\"inputs\": {\"sequences\": [\"x\", \"y\"]}, \"parameters\": {\"candidate_labels\": [\"a\"]}}")
                .statusCode(200).body("$", hasSize(2)).body("[1].label", equalTo(List.of("a")));
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
        for (String body : List.of("{\"prompt\": 3}", "{}", "{\"prompt\": []}", "{\"prompt\": [1, \"x\"]}",
                "{\"prompt\": [99999]}", "{\"prompt\": [[]]}", "[", "null",
                "{\"prompt\": \"x\", \"max_tokens\": \"many\"}",
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
        assertThat(paths).containsKeys("/v1/embeddings", "/models/{model}/v1/embeddings", "/models", "/models/{model}",
                "/models/{model}/pipeline/{task}", "/pipeline/{task}",
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
