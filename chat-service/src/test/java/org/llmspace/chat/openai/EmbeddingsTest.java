package org.llmspace.chat.openai;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import jakarta.inject.Inject;

import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.llmspace.chat.RunningService;
import org.llmspace.contracts.Failure;
import org.llmspace.contracts.FailureCode;
import org.llmspace.contracts.pipeline.ModelDescription;
import org.llmspace.contracts.pipeline.ModelState;
import org.llmspace.contracts.pipeline.PipelineOutput;
import org.llmspace.contracts.pipeline.PipelineReply;
import org.llmspace.contracts.pipeline.PipelineRequest;
import org.llmspace.contracts.pipeline.PipelineTask;
import org.llmspace.testing.NodeScript;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.smallrye.common.annotation.Identifier;

/// Embeddings over HTTP, with a worker at the other end of Kafka whose vectors tell the length of the text.
@QuarkusTest
@QuarkusTestResource(RunningService.class)
class EmbeddingsTest {

    @Inject
    @Identifier("default-kafka-broker")
    Map<String, Object> kafka;

    private PipelineWorker worker;

    @BeforeEach
    void open() {
        worker = new PipelineWorker(kafka, EmbeddingsTest::work);
    }

    @AfterEach
    void close() {
        worker.close();
    }

    @Test
    void vectorsComeAsFloatsInTheOrderOfTheTexts() {
        ask("{\"model\":\"local\",\"input\":[\"a\",\"bbb\"]}").statusCode(200).body("object", equalTo("list"))
                .body("data", hasSize(2)).body("data[1].index", equalTo(1)).body("data[0].embedding[0]", equalTo(1.0f))
                .body("data[1].embedding", equalTo(List.of(3.0f, 0.5f))).body("model", equalTo("local"))
                .body("usage.prompt_tokens", equalTo(6));
    }

    @Test
    void vectorsComeAsBase64WhenAskedFor() {
        String text = ask("{\"model\":\"local\",\"input\":\"four\",\"encoding_format\":\"base64\"}").statusCode(200)
                .extract().path("data[0].embedding");
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(text)).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(bytes.getFloat()).isEqualTo(4.0f);
        assertThat(bytes.getFloat()).isEqualTo(0.5f);
        assertThat(bytes.hasRemaining()).isFalse();
    }

    @Test
    void tokensOfOpenAisModelsAreReadAsTheirTexts() {
        // cl100k_base has "hello" as 15339 and " world" as 1917
        ask("{\"model\":\"local\",\"input\":[[15339],[15339,1917]]}").statusCode(200)
                .body("data[0].embedding[0]", equalTo(5.0f))
                .body("data[1].embedding[0]", equalTo(11.0f));
        ask("{\"model\":\"local\",\"input\":[15339]}").statusCode(200).body("data", hasSize(1));
    }

    @Test
    void theClientsAskForBase64AndGetTheNumbers() throws Exception {
        String url = "http://127.0.0.1:" + ConfigProvider.getConfig().getValue("quarkus.http.port", Integer.class);
        assertThat(NodeScript.run("embeddings.mjs", url)).contains("all of embeddings");
    }

    @Test
    void localModelsAreListed() {
        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> given().get("/v1/models").then().statusCode(200).body("data.id",
                        hasItem("local/org/tiny")));
    }

    @Test
    void whatCannotBeEncodedIsSaid() {
        ask("{\"model\":\"local/no/such\",\"input\":\"a\"}").statusCode(404).body("error.message",
                equalTo("no such model"));
        ask("{\"model\":\"text-embedding-3-small\",\"input\":\"a\"}").statusCode(404).body("error.code",
                equalTo("model_not_found"));
        ask("{\"model\":\"local\",\"input\":[1,\"2\"]}").statusCode(400).body("error.param", equalTo("input"));
        ask("{\"model\":\"local\",\"input\":[-7]}").statusCode(400).body("error.param", equalTo("input"));
        ask("{\"model\":\"local\",\"input\":\"a\",\"dimensions\":7}").statusCode(400).body("error.param",
                equalTo("dimensions"));
    }

    private static ValidatableResponse ask(String body) {
        return given().contentType("application/json").body(body).post("/v1/embeddings").then();
    }

    private static PipelineReply work(PipelineRequest.Call call) {
        return call.model() == null ? new PipelineReply.Completed("test", output(call.task()), 1)
                : new PipelineReply.Failed(Failure.of(FailureCode.MODEL_NOT_FOUND, "no such model"));
    }

    private static PipelineOutput output(PipelineTask<?> task) {
        return switch (task) {
            case PipelineTask.FeatureExtraction texts -> new PipelineOutput.Embeddings(
                    texts.inputs().stream().map(text -> List.of((float) text.length(), 0.5f)).toList());
            case PipelineTask.Tokenize text ->
                new PipelineOutput.Tokens(List.of(), 2 + text.inputs().split("\\s+").length, null);
            case PipelineTask<?> _ ->
                new PipelineOutput.Models(List.of(new ModelDescription("org/tiny", List.of("text-generation"),
                        "onnx", ModelState.AVAILABLE, 1L, null, "there")));
        };
    }
}
