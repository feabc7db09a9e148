package org.llmspace.pipeline.inference;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llmspace.pipeline.SharedBroker;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;

@QuarkusTest
@QuarkusTestResource(SharedBroker.class)
class HttpDoorTest {

    @Test
    void classifiesWithCandidateLabels() {
        post("/pipeline/zero-shot-classification", """
                {"inputs": "The goalkeeper saved a penalty",
                 "parameters": {"candidate_labels": ["politics", "football", "food"]}}""")
                .statusCode(200).header("x-model", equalTo("llm-space/minilm"))
                .body("$", hasSize(3)).body("[0].label", equalTo("football"));
    }

    @Test
    void answersAListWithAList() {
        post("/models/llm-space/minilm/pipeline/zero-shot-classification", """
                {"inputs": ["The goalkeeper saved a penalty", "Fry the onions in butter"],
                 "parameters": {"candidate_labels": "football, cooking"}}""")
                .statusCode(200).body("[0][0].label", equalTo("football")).body("[1][0].label", equalTo("cooking"));
    }

    @Test
    void judgesSentimentInTheShapeThatTheHubsClientInsistsOn() {
        post("/pipeline/sentiment-analysis", "{\"inputs\": \"I love it, best coffee in town!\"}")
                .statusCode(200).header("x-model", equalTo("llm-space/sentiment"))
                .body("[0]", hasSize(2)).body("[0][0].label", equalTo("POSITIVE"));
        post("/models/llm-space/sentiment", "{\"inputs\": \"Awful service\", \"parameters\": {\"top_k\": 1}}")
                .statusCode(200).body("[0]", hasSize(1)).body("[0][0].label", equalTo("NEGATIVE"));
    }

    @Test
    void takesWhatHuggingFacesOwnServerTakes() {
        post("/models/llm-space/sentiment?top_k=1", "{\"inputs\": \"Awful service\"}").statusCode(200).body("[0]", hasSize(1));
        post("/models/llm-space/sentiment?topk=1", "{\"inputs\": \"Awful service\"}").statusCode(400)
                .body("error", containsString("topk"));
        post("/pipeline/ner", "{\"instances\": \"Ada lives in Oslo.\"}").statusCode(200).body("[0].word", equalTo("Ada"));
        post("/pipeline/zero-shot-classification", """
                {"inputs": {"sequences": "The goalkeeper saved a penalty"},
                 "parameters": {"candidateLabels": ["politics", "football"]}}""")
                .statusCode(200).body("[0].label", equalTo("football"));
        post("/pipeline/text-classification", "{\"inputs\": {\"text\": \"Awful service\", \"text_pair\": \"What a pity\"}}")
                .statusCode(200).body("[0]", hasSize(2));
        given().get("/health").then().statusCode(200).body(equalTo("Ok"));
    }

    @Test
    void findsNames() {
        post("/pipeline/ner", "{\"inputs\": \"🙂 Amina Diallo flew from Zürich to Lagos.\"}").statusCode(200)
                .header("x-model", equalTo("llm-space/ner"))
                .body("[0].entity_group", equalTo("PER")).body("[0].start", equalTo(2)).body("[0].end", equalTo(14))
                .body("entity_group", equalTo(List.of("PER", "LOC", "LOC")));
        post("/models/llm-space/ner", """
                {"inputs": "Amina Diallo", "parameters": {"aggregation_strategy": "none"}}""").statusCode(200)
                .body("[0].entity", equalTo("B-PER")).body("[0].entity_group", equalTo("PER"));
    }

    @Test
    void embedsOneTextAsOneVectorAndSeveralAsSeveral() {
        List<Float> one = post("/pipeline/feature-extraction", "{\"inputs\": \"hello\"}").statusCode(200)
                .extract().jsonPath().getList("$", Float.class);
        assertThat(one).hasSize(384);
        assertThat(one.stream().mapToDouble(x -> x * x).sum()).isCloseTo(1, org.assertj.core.data.Offset.offset(1e-5));
        post("/pipeline/embeddings", "{\"inputs\": [\"hello\", \"bye\"]}").statusCode(200)
                .body("$", hasSize(2)).body("[0]", hasSize(384));
    }

    @Test
    void summarizesInTheShapeThatTheHubsClientInsistsOn() {
        post("/pipeline/summarization",
                """
                        {"inputs": "The new tram line connects the harbour and the town. My cat likes fish. The tram line opens in May.",
                         "parameters": {"generate_parameters": {"max_length": 16}}}""")
                .statusCode(200).header("x-model", equalTo("llm-space/minilm"))
                .body("$", hasSize(1)).body("[0].summary_text", containsString("tram"));
    }

    @Test
    void comparesSentences() {
        post("/models/llm-space/minilm", """
                {"inputs": {"source_sentence": "A cat sleeps", "sentences": ["A cat sleeps", "Shares fell"]}}""")
                .statusCode(200).body("$", hasSize(2)).body("[0]", closeTo(1));
    }

    @Test
    void answersQuestionsFromAText() {
        post("/pipeline/question-answering", """
                {"inputs": {"question": "Who built the lighthouse?",
                 "context": "The lighthouse was built in 1871 by Karen Holt. It is 32 metres high."}}""")
                .statusCode(200).header("x-model", equalTo("llm-space/qa")).body("answer", containsString("Karen Holt"));
    }

    @Test
    void tokenizesAndBack() {
        List<Integer> ids = post("/tokenize", "{\"inputs\": \"Hello world\"}").statusCode(200)
                .body("count", equalTo(4)).body("tokens[1].token", equalTo("hello")).body("kind", equalTo(null))
                .extract().jsonPath().getList("tokens.id", Integer.class);
        String many = "word ".repeat(120_000);
        post("/tokenize", "{\"inputs\": \"%s\"}".formatted(many)).statusCode(413).body("error",
                containsString("120002 tokens"));
        post("/tokenize", "{\"inputs\": \"%s\", \"max_length\": 3}".formatted(many)).statusCode(200)
                .body("count", equalTo(120_002)).body("tokens", hasSize(3));
        post("/detokenize", "{\"ids\": %s, \"skip_special_tokens\": true}".formatted(ids)).statusCode(200)
                .body("text", equalTo("hello world"));
        post("/tokenize", "{\"model\": \"llm-space/ner\", \"inputs\": [\"Ada\", \"Bob\"]}").statusCode(200)
                .header("x-model", equalTo("llm-space/ner")).body("$", hasSize(2));
    }

    @Test
    void runsAGraphOnTensors() {
        String row = "{\"dtype\": \"int64\", \"shape\": [1, 3], \"data\": %s}";
        post("/models/llm-space/sentiment/forward",
                "{\"inputs\": {\"input_ids\": %s, \"attention_mask\": %s, \"token_type_ids\": %s}}"
                        .formatted(row.formatted("[101, 2204, 102]"), row.formatted("[1, 1, 1]"), row.formatted("[0, 0, 0]")))
                .statusCode(200).body("outputs.logits.dtype", equalTo("float32"))
                .body("outputs.logits.shape", equalTo(List.of(1, 2)));
    }

    @Test
    void listsLoadsAndUnloadsModels() {
        post("/models/llm-space/qa/load", "").statusCode(200).body("[0].state", equalTo("loaded"));
        given().get("/models").then().statusCode(200).body("id", hasItems("llm-space/minilm", "llm-space/qa"))
                .body("find { it.id == 'llm-space/qa' }.state", equalTo("loaded"))
                .body("find { it.id == 'llm-space/qa' }.backend", equalTo("builtin"));
        given().get("/models?task=token-classification").then().statusCode(200)
                .body("id", equalTo(List.of("llm-space/ner", "Xenova/bert-base-multilingual-cased-ner-hrl")));
        post("/models/llm-space/qa/unload", "").statusCode(200).body("[0].state", equalTo("available"));
    }

    @Test
    void saysWhereAModelIsAndHowItsDownloadGoes() {
        given().get("/models/llm-space/ner").then().statusCode(200).body("id", equalTo("llm-space/ner"))
                .body("backend", equalTo("builtin"));
        given().get("/models/nobody/nothing").then().statusCode(200).body("state", equalTo("unavailable"))
                .body("how_to_get", containsString("HF_HUB_OFFLINE"));
        given().get("/models/..%2Fx").then().statusCode(404).body("error", containsString("no model name"));
        post("/models/llm-space/ner/download", "").statusCode(202).body("backend", equalTo("builtin"));
        String events = given().accept("text/event-stream").post("/models/llm-space/ner/download").then().statusCode(200)
                .contentType(containsString("text/event-stream")).extract().asString();
        assertThat(events).startsWith("data:").contains("\"type\":\"started\"", "\"type\":\"completed\"");
        assertThat(given().accept("text/event-stream").post("/models/nobody/nothing/download").then().extract().asString())
                .contains("\"type\":\"failed\"", "model_not_found");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            /pipeline/feature-extraction       | {"inputs":                         | 400 | no JSON
            /pipeline/feature-extraction       | []                                 | 400 | no JSON object
            /pipeline/feature-extraction       | {}                                 | 400 | 'inputs'
            /pipeline/feature-extraction       | {"inputs": [[1]]}                  | 400 | a text is expected
            /pipeline/feature-extraction       | {"inputs": []}                     | 400 | a list of texts
            /pipeline/feature-extraction       | {"inputs": "x", "prompt_name": "q"} | 400 | prompt
            /pipeline/text-classification      | {"inputs": "x", "model": "nobody/nothing"} | 404 | nobody/nothing
            /pipeline/zero-shot-classification | {"inputs": "x"}                    | 400 | candidate_labels
            /pipeline/zero-shot-classification | {"inputs": "x", "parameters": 3}   | 400 | parameters
            /pipeline/sentence-similarity      | {"inputs": "x"}                    | 400 | source_sentence
            /pipeline/text-to-image            | {"inputs": "a cat"}                | 401 | HF_TOKEN
            /models/remote/some/model          | {"inputs": "x"}                    | 401 | HF_TOKEN
            /pipeline/no-such-task             | {"inputs": "x"}                    | 400 | no task 'no-such-task'
            /pipeline/fill-mask                | {"inputs": "x [MASK]"}             | 404 | HF_HUB_OFFLINE
            /pipeline/text-classification      | {"inputs": "x", "parameters": {"top_k": "x"}} | 400 | top_k
            /pipeline/text-classification      | {"inputs": "x", "parameters": {"top_k": "3"}} | 400 | a whole number is expected (at top_k)
            /pipeline/text-classification      | {"inputs": "x", "parameters": {"top_k": 1.7}} | 400 | a whole number is expected (at top_k)
            /pipeline/text-classification      | {"inputs": 42}                     | 400 | a text is expected (at inputs)
            /pipeline/text-classification      | {"inputs": true}                   | 400 | a text is expected (at inputs)
            /pipeline/ner                      | {"inputs": "x", "parameters": {"stride": 512}} | 400 | use at most
            /pipeline/ner                      | {"inputs": "x", "parameters": {"stride": 8, "aggregation_strategy": "none"}} | 400 | stride
            /pipeline/zero-shot-classification | {"inputs": "x", "parameters": {"candidate_labels": ["a"], "multi_label": "true"}} | 400 | true or false is expected (at multi_label)
            /pipeline/zero-shot-classification | {"inputs": "x", "parameters": {"candidate_labels": [1]}} | 400 | a text is expected (at candidate_labels
            /pipeline/summarization            | {"inputs": "x", "parameters": {"generate_parameters": 5}} | 400 | 'generate_parameters' is no object
            /pipeline/summarization            | {"inputs": "x", "parameters": {"generate_kwargs": ["a"]}} | 400 | 'generate_kwargs' is no object
            /pipeline/text-generation          | {"inputs": "x", "parameters": {"temperature": "0.7"}} | 400 | a number is expected (at temperature)
            /v1/chat/completions               | {"messages": [{"role": "user", "content": "x"}], "stream": "true"} | 400 | true or false is expected (at stream)
            /v1/chat/completions               | {"messages": [{"role": "user", "content": "x"}], "tools": [{}]} | 400 | a tool has no name
            /v1/chat/completions               | {"messages": [{"role": "user", "content": "x"}], "tool_choice": "required"} | 400 | tool_choice
            /pipeline/text-classification      | {"inputs": "x", "parameters": {"top_k": 0}} | 400 | top_k
            /pipeline/ner                      | {"inputs": "x", "parameters": {"aggregation_strategy": "best"}} | 400 | average
            /pipeline/text-generation          | {"inputs": "x"}                    | 404 | HF_HUB_OFFLINE
            /pipeline/translation_en_to_fr     | {"inputs": "x"}                    | 404 | Xenova/t5-small
            /pipeline/summarization            | {"inputs": " "}                    | 400 | sentence
            /pipeline/summarization            | {"inputs": "x", "parameters": {"max_lenght": 5}} | 400 | no parameter 'max_lenght'
            /pipeline/summarization            | {"inputs": "x", "parameters": {"generate_parameters": {"max_lenght": 5}}} | 400 | no parameter 'max_lenght'
            /pipeline/text-generation          | {"inputs": "x", "parameters": {"max_new_toks": 5}} | 400 | no parameter 'max_new_toks'
            /pipeline/summarization            | {"inputs": "x", "stream": true}    | 400 | text-generation
            /models/llm-space/minilm/pipeline/text-generation | {"inputs": "x"}     | 400 | minilm
            /models/nobody/nothing             | {"inputs": "x"}                    | 404 | nobody/nothing
            /tokenize                          | {"text": "x"}                      | 400 | 'inputs'
            /tokenize                          | {"inputs": "x", "model": "nobody/nothing"} | 404 | nobody/nothing
            /tokenize                          | {"inputs": "x", "truncation": "yes"} | 400 | longest_first
            /detokenize                        | {}                                 | 400 | 'ids'
            /detokenize                        | {"ids": ["x"]}                     | 400 | ids
            /models/llm-space/ner/forward      | {}                                 | 400 | 'inputs'
            /models/llm-space/ner/forward      | {"inputs": {"x": {"dtype": "int64", "shape": [1], "data": [1]}}} | 400 | input_ids
            /models/llm-space/ner/forward      | {"graph": "decoder", "inputs": {}} | 400 | no graph 'decoder'; send 'graph', one of [model]
            /models/llm-space/ner/forward      | {"inputs": {"input_ids": {"dtype": "int64", "shape": [1], "data": [1.5]}}} | 400 | 1.5 is no whole number
            /models/nobody/nothing/load        | {}                                 | 404 | nobody/nothing
            /models/nobody/nothing/download    | {}                                 | 404 | HF_HUB_OFFLINE
            /models/nobody/nothing/unload      | {}                                 | 404 | nobody/nothing
            /models/..%2F..%2Fetc              | {"inputs": "x"}                    | 404 | no model name
            """)
    void saysWhatIsWrong(String path, String body, int status, String message) {
        post(path, body).statusCode(status).body("error", containsString(message));
    }

    @Test
    void refusesATextThatIsTooLongUnlessItMayBeCut() {
        String text = "word ".repeat(600);
        post("/pipeline/feature-extraction", "{\"inputs\": \"%s\"}".formatted(text)).statusCode(413)
                .body("error", containsString("truncate"));
        post("/pipeline/feature-extraction", "{\"inputs\": \"%s\", \"truncate\": true}".formatted(text))
                .statusCode(200).body("$", hasSize(384));
    }

    @Test
    void takesOddCharacters() {
        post("/pipeline/feature-extraction", "{\"inputs\": [\"\", \"\\ud800\", \"\\u0000\", \"🙂 مرحبا 你好\"]}")
                .statusCode(200).body("$", hasSize(4));
    }

    @Test
    void saysThatItIsReadyAndShowsMeters() {
        Awaitility.await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> given().get("/q/health/ready").then().statusCode(200)
                        .body("checks.name", hasItems("kafka", "model")));
        given().get("/q/health/started").then().statusCode(200);
        given().get("/q/health/live").then().statusCode(200);
        post("/pipeline/feature-extraction", "{\"inputs\": \"hello\"}").statusCode(200);
        given().get("/q/metrics").then().statusCode(200).body(containsString("llmspace_calls_waiting"))
                .body(containsString("task=\"feature-extraction\""));
    }

    @Test
    void servesManyClientsAtOnce() {
        IntStream.range(0, 64).parallel().forEach(i -> post("/pipeline/feature-extraction", "{\"inputs\": \"hello\"}")
                .statusCode(200));
    }

    private static org.hamcrest.Matcher<Float> closeTo(double value) {
        return new org.hamcrest.CustomTypeSafeMatcher<>("close to " + value) {
            @Override
            protected boolean matchesSafely(Float number) {
                return Math.abs(number - value) < 1e-5;
            }
        };
    }

    private static ValidatableResponse post(String path, String body) {
        return given().urlEncodingEnabled(false).contentType("application/json").body(body).post(path).then();
    }
}
