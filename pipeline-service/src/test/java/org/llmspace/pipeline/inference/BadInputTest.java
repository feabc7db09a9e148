package org.llmspace.pipeline.inference;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.llmspace.pipeline.SharedBroker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

/// Whatever a client sends to a text task, it gets one answer or one error that says what to do, and the next client is
/// served.
@QuarkusTest
@QuarkusTestResource(SharedBroker.class)
class BadInputTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String MANY_WORDS = "many words ".repeat(950_000);

    /// How each task is called, with `%s` for the JSON of its text.
    private static final Map<String, String> CALLS = new LinkedHashMap<>();

    static {
        CALLS.put("text-classification", "{\"inputs\": %s}");
        CALLS.put("token-classification", "{\"inputs\": %s}");
        CALLS.put("zero-shot-classification",
                "{\"inputs\": %s, \"parameters\": {\"candidate_labels\": [\"food\", \"trains\"]}}");
        CALLS.put("question-answering", "{\"inputs\": {\"question\": \"Who?\", \"context\": %s}}");
        CALLS.put("feature-extraction", "{\"inputs\": %s}");
        CALLS.put("sentence-similarity", "{\"inputs\": {\"source_sentence\": \"a train\", \"sentences\": [%s]}}");
        CALLS.put("summarization", "{\"inputs\": %s}");
        CALLS.put("tokenize", "{\"inputs\": %s}");
    }

    @TestHTTPResource
    URI service;

    @TestFactory
    Stream<DynamicTest> oddTexts() {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("empty", "\"\"");
        texts.put("whitespace", "\" \\t\\n\\u00a0\\u3000\"");
        texts.put("lone surrogates", "\"a \\ud83d b \\ude00 c\"");
        texts.put("NUL", "\"a\\u0000b\"");
        texts.put("control characters", "\"\\u0001\\u0002\\u007f\\u0085\\u200f\\u202e\"");
        texts.put("one combining mark", "\"\\u0301\"");
        texts.put("one long word", '"' + "x".repeat(100_000) + '"');
        texts.put("special tokens", "\"[CLS] [SEP] [MASK] [PAD] [UNK]\"");
        return cases(texts, (task, answer) -> {
            assertThat(answer.statusCode()).isIn(200, 400, 413);
            assertBody(answer);
        });
    }

    @TestFactory
    Stream<DynamicTest> textsOfTenMegabytes() {
        return cases(Map.of("10 MB", '"' + MANY_WORDS + '"'), (task, answer) -> {
            assertThat(answer.statusCode()).isIn(200, 413);
            assertBody(answer);
        });
    }

    @TestFactory
    Stream<DynamicTest> whatIsNoText() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("null", "null");
        values.put("an object", "{\"a\": 1}");
        values.put("a list of lists", "[[[]]]");
        values.put("a list with null", "[\"a\", null]");
        values.put("not a number", "NaN");
        values.put("no JSON", "\"open");
        values.put("deep", "[".repeat(20_000) + "]".repeat(20_000));
        return cases(values, (task, answer) -> {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
            assertBody(answer);
        });
    }

    @TestFactory
    Stream<DynamicTest> parametersThatMeanNothing() {
        List<DynamicTest> tests = new ArrayList<>();
        for (String[] one : new String[][] {
                { "text-classification", "\"top_k\": -1", "top_k" },
                { "text-classification", "\"top_k\": 1.5e300", "top_k" },
                { "text-classification", "\"function_to_apply\": \"tanh\"", "softmax" },
                { "text-classification", "\"function_to_apply\": 7", "function_to_apply" },
                { "text-classification", "\"topk\": 3", "topk" },
                { "token-classification", "\"stride\": -5", "stride" },
                { "token-classification", "\"ignore_labels\": \"O\"", "ignore_labels" },
                { "token-classification", "\"aggregation_strategy\": \"most\"", "simple" },
                { "zero-shot-classification", "\"candidate_labels\": []", "candidate_labels" },
                { "zero-shot-classification", "\"candidate_labels\": [null]", "null" },
                { "zero-shot-classification", "\"candidate_labels\": [\"a\"], \"multi_label\": \"perhaps\"", "multi_label" },
                { "zero-shot-classification", "\"candidate_labels\": [\"a\"], \"hypothesis_template\": \"no place\"", "{}" },
                { "feature-extraction", "\"truncation_direction\": \"up\"", "left" },
                { "feature-extraction", "\"normalize\": \"maybe\"", "normalize" },
                { "text-classification", "\"no_such_parameter\": true", "no_such_parameter" },
        }) {
            tests.add(DynamicTest.dynamicTest(one[0] + " with " + one[1], () -> {
                HttpResponse<String> answer = post("/pipeline/" + one[0],
                        "{\"inputs\": \"A train left.\", \"parameters\": {%s}}".formatted(one[1]));
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
                assertThat(assertBody(answer).path("error").textValue()).contains(one[2]);
            }));
        }
        return tests.stream();
    }

    @Test
    void questionsNeedWords() throws Exception {
        for (String inputs : List.of("{\"question\": \"\", \"context\": \"x\"}", "{\"question\": \"Who?\", \"context\": \" \"}",
                "{\"context\": \"x\"}", "{\"question\": null, \"context\": \"x\"}", "\"Who?\"")) {
            HttpResponse<String> answer = post("/pipeline/question-answering", "{\"inputs\": %s}".formatted(inputs));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
            assertBody(answer);
        }
    }

    @Test
    void unknownRoutesAndMethodsAnswerInTheSameShape() throws Exception {
        assertError(404, post("/pipelines/text-classification", "{}"));
        assertError(404, send(HttpRequest.newBuilder(service.resolve("/no/such/place")).build()));
        assertError(405, send(HttpRequest.newBuilder(service.resolve("/pipeline/ner")).build()));
    }

    @Test
    void noBodyAtAll() throws Exception {
        var inPieces = HttpRequest.BodyPublishers.ofInputStream(InputStream::nullInputStream);
        for (HttpRequest.BodyPublisher nothing : List.of(HttpRequest.BodyPublishers.noBody(), inPieces)) {
            assertError(400, send(HttpRequest.newBuilder(service.resolve("/pipeline/ner")).version(HttpClient.Version.HTTP_1_1)
                    .POST(nothing).timeout(Duration.ofSeconds(30)).build()));
        }
    }

    @Test
    void bodiesAreReadUpToTheLimit() throws Exception {
        for (HttpClient.Version version : HttpClient.Version.values()) {
            assertError(413, send(HttpRequest.newBuilder(service.resolve("/pipeline/ner")).version(version)
                    .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[70_000_000])).timeout(Duration.ofSeconds(30))
                    .build()));
        }
        assertError(413, send(HttpRequest.newBuilder(service.resolve("/pipeline/ner")).version(HttpClient.Version.HTTP_1_1)
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[70_000_000])))
                .timeout(Duration.ofSeconds(30)).build()));
    }

    @Test
    void packedBodies() throws Exception {
        assertError(415, send(HttpRequest.newBuilder(service.resolve("/pipeline/ner")).header("content-encoding", "gzip")
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[] { 31, (byte) 139, 8 })).build()));
    }

    /// curl calls everything a form that it is given no type for.
    @Test
    void bodiesOfFormsAreReadAsTheyAre() throws Exception {
        for (String type : List.of("application/x-www-form-urlencoded", "multipart/form-data; boundary=x")) {
            HttpRequest.Builder request = HttpRequest.newBuilder(service.resolve("/pipeline/sentiment-analysis"))
                    .header("content-type", type);
            assertThat(send(request.POST(HttpRequest.BodyPublishers.ofString("{\"inputs\": \"A fine day.\"}")).build())
                    .body()).startsWith("[[{\"label\":\"POSITIVE\"");
            assertError(400, send(request.POST(HttpRequest.BodyPublishers.ofString("--x\r\n\r\nhello\r\n--x--")).build()));
        }
    }

    @Test
    void bytesThatAreNoUtf8() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(service.resolve("/pipeline/ner"))
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[] { '{', '"', (byte) 0xff, (byte) 0xfe, 0 })).build();
        assertError(400, send(request));
    }

    private interface Check {
        void of(String task, HttpResponse<String> answer) throws Exception;
    }

    private Stream<DynamicTest> cases(Map<String, String> texts, Check check) {
        return CALLS.entrySet().stream().flatMap(call -> texts.entrySet().stream()
                .map(text -> DynamicTest.dynamicTest(call.getKey() + ": " + text.getKey(), () -> {
                    check.of(call.getKey(), post(path(call.getKey()), call.getValue().formatted(text.getValue())));
                    assertThat(post("/pipeline/sentiment-analysis", "{\"inputs\": \"fine\"}").statusCode()).isEqualTo(200);
                })));
    }

    private static String path(String task) {
        return task.equals("tokenize") ? "/tokenize" : "/pipeline/" + task;
    }

    private static void assertError(int status, HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertBody(answer);
    }

    private static JsonNode assertBody(HttpResponse<String> answer) throws Exception {
        JsonNode body = JSON.readTree(answer.body());
        if (answer.statusCode() != 200) {
            assertThat(body.size()).as(answer.body()).isEqualTo(1);
            assertThat(body.path("error").asText()).hasSizeBetween(10, 500).doesNotContain("Exception", "org.llmspace");
        }
        return body;
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return send(HttpRequest.newBuilder(service.resolve(path)).header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body, UTF_8)).build());
    }

    private static HttpResponse<String> send(HttpRequest request) throws Exception {
        return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
