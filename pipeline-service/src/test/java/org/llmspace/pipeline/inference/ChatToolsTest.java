package org.llmspace.pipeline.inference;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llmspace.contracts.kafka.EventCodec;
import org.llmspace.pipeline.SharedBroker;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;

/// OpenAI's shape from the request to a model that does what it says: functions, several texts at once, likelihoods.
@QuarkusTest
@QuarkusTestResource(SharedBroker.class)
@TestProfile(MediaDoorTest.TinyModels.class)
class ChatToolsTest {

    private static final String CHAT = "/models/families/caller/v1/chat/completions";
    private static final String TEXT = "/models/tiny/gpt2/v1/completions";
    private static final String TOOLS = """
            "tools": [{"type": "function", "function": {"name": "weather", "parameters": {"type": "object"}}}]""";
    private static final String ASKED = "{\"messages\": [{\"role\": \"user\", \"content\": \"Is it raining?\"}], %s}";

    @Test
    void aModelAsksForAFunctionAndTellsItsResult() {
        JsonNode message = json(post(CHAT, ASKED.formatted(TOOLS)).statusCode(200)
                .body("choices[0].finish_reason", equalTo("tool_calls"))
                .body("choices[0].message.content", equalTo("Let me look."))
                .body("choices[0].message.tool_calls", hasSize(1))
                .body("choices[0].message.tool_calls[0].type", equalTo("function"))
                .body("choices[0].message.tool_calls[0].function.name", equalTo("weather"))
                .body("choices[0].message.tool_calls[0].function.arguments", equalTo("{\"city\":\"Oslo\"}"))
                .extract().asString()).at("/choices/0/message");
        post(CHAT, """
                {"messages": [{"role": "user", "content": "Is it raining?"}, %s,
                 {"role": "tool", "tool_call_id": "%s", "content": "rain"}], %s}""".formatted(message,
                message.at("/tool_calls/0/id").asText(), TOOLS)).statusCode(200)
                .body("choices[0].finish_reason", equalTo("stop"))
                .body("choices[0].message.content", equalTo("It rains in Oslo."))
                .body("choices[0].message", aMapWithSize(2));
        post(CHAT, ASKED.formatted("\"tool_choice\": \"none\", " + TOOLS)).statusCode(200)
                .body("choices[0].message.content", equalTo("I have no tools."));
    }

    @Test
    void aCallIsStreamedInOnePiece() {
        List<JsonNode> events = events(CHAT, ASKED.formatted("\"stream\": true, " + TOOLS));
        assertThat(String.join("", events.stream().map(event -> event.at("/choices/0/delta/content").asText("")).toList()))
                .isEqualTo("Let me look.");
        assertThat(events).filteredOn(event -> event.at("/choices/0/delta").has("tool_calls")).singleElement()
                .satisfies(event -> {
                    assertThat(event.at("/choices/0/delta/tool_calls/0/index").asInt(-1)).isZero();
                    assertThat(event.at("/choices/0/delta/tool_calls/0/function/arguments").asText())
                            .isEqualTo("{\"city\":\"Oslo\"}");
                });
        assertThat(events.getLast().at("/choices/0/finish_reason").asText()).isEqualTo("tool_calls");
    }

    @Test
    void severalTextsAndSearchesAreStreamedToo() {
        for (String parameters : List.of("\"n\": 2, \"temperature\": 1, \"seed\": 3", "\"num_beams\": 2, \"n\": 2")) {
            String body = "{\"prompt\": \"hello\", \"max_tokens\": 6, \"stream\": %s, " + parameters + "}";
            JsonNode whole = json(post(TEXT, body.formatted(false)).statusCode(200).extract().asString());
            List<JsonNode> events = events(TEXT, body.formatted(true));
            for (int number = 0; number < 2; number++) {
                int index = number;
                assertThat(String.join("", events.stream().map(event -> event.at("/choices/0"))
                        .filter(choice -> choice.path("index").asInt() == index).map(choice -> choice.path("text").asText())
                        .toList())).isNotEmpty().isEqualTo(whole.at("/choices/" + index + "/text").asText());
            }
        }
        List<JsonNode> hub = events("/models/tiny/gpt2",
                "{\"inputs\": \"hello\", \"stream\": true, \"parameters\": {\"max_new_tokens\": 6, \"num_beams\": 2}}");
        assertThat(hub.getFirst().at("/token/text").asText()).isEqualTo(hub.getLast().path("generated_text").asText());
    }

    @Test
    void likelihoodsAreStreamedToo() {
        String body = "{\"prompt\": \"hello\", \"max_tokens\": 4, \"logprobs\": 2, \"stream\": %s}";
        JsonNode whole = json(post(TEXT, body.formatted(false)).statusCode(200).extract().asString()).at(
                "/choices/0/logprobs");
        List<JsonNode> listed = events(TEXT, body.formatted(true)).stream().map(event -> event.at("/choices/0/logprobs"))
                .filter(JsonNode::isObject).toList();
        assertThat(listed).hasSize(4);
        for (int i = 0; i < 4; i++) {
            for (String part : List.of("tokens", "token_logprobs", "top_logprobs", "text_offset")) {
                assertThat(listed.get(i).path(part).path(0)).as(part).isEqualTo(whole.path(part).path(i));
            }
        }
        JsonNode hub = events("/models/tiny/gpt2", """
                {"inputs": "hello", "stream": true, "parameters": {"max_new_tokens": 2, "top_n_tokens": 3}}""").getFirst();
        assertThat(hub.path("top_tokens")).hasSize(3);
        assertThat(hub.at("/top_tokens/0/id")).isEqualTo(hub.at("/token/id"));
    }

    @Test
    void aPromptThatIsEchoedIsListedWithItsTokens() {
        post(TEXT, "{\"prompt\": \"hello world\", \"max_tokens\": 2, \"echo\": true, \"logprobs\": 1}").statusCode(200)
                .body("choices[0].text", containsString("hello world"))
                .body("choices[0].logprobs.tokens", hasSize(4)).body("choices[0].logprobs.tokens[1]", equalTo(" world"))
                .body("choices[0].logprobs.token_logprobs[0]", nullValue())
                .body("choices[0].logprobs.text_offset[1]", equalTo(5));
        assertThat(events(TEXT, "{\"prompt\": \"hello world\", \"max_tokens\": 2, \"echo\": true, \"stream\": true}")
                .getFirst().at("/choices/0/text").asText()).isEqualTo("hello world");
    }

    @Test
    void tokensCanBeFavouredAndBanned() {
        String body = "{\"prompt\": \"hello\", \"max_tokens\": 3, \"logit_bias\": {\"%s\": %s}}";
        post(TEXT, body.formatted(266, 100)).statusCode(200).body("choices[0].text", equalTo(" world world world"));
        post(TEXT, body.formatted(999_999, 1)).statusCode(400).body("error", containsString("logit_bias"));
        post(TEXT, body.formatted("x", 1)).statusCode(400).body("error", containsString("logit_bias"));
        post(TEXT, "{\"prompt\": \"hello\", \"suffix\": \"bye\"}").statusCode(400).body("error", containsString("suffix"));
        post(TEXT, "{\"prompt\": \"hello\", \"temperature\": -1}").statusCode(400).body("error",
                containsString("temperature"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            {"type": "regex", "value": "[0-9]{4}-(a|b)c*d"}                                ; [0-9]{4}-[ab]c*d?
            {"type": "json", "value": {"enum": ["yes", "no"]}}                             ; "(yes|no)"
            {"type": "json_schema", "value": {"name": "x", "schema": {"type": "boolean"}}} ; true|false
            {"type": "regex", "value": "[é-ü]{3}😀日?"}                                     ; [é-ü]{3}😀日?
            """)
    void textsFollowAGrammar(String grammar, String expected) {
        for (String drawn : List.of("", ", \"do_sample\": true, \"top_k\": 0, \"seed\": 5", ", \"num_beams\": 3")) {
            String parameters = "{\"max_new_tokens\": 40, \"return_full_text\": false, \"grammar\": %s%s}".formatted(grammar,
                    drawn);
            assertThat(post("/models/tiny/gpt2", "{\"inputs\": \"hello\", \"parameters\": %s}".formatted(parameters))
                    .statusCode(200).extract().<String> path("[0].generated_text")).matches(expected);
        }
    }

    @Test
    void answersFollowASchemaAndFunctionsCanBeDemanded() {
        String chat = "/models/tiny/gpt2/v1/chat/completions";
        String schema = "{\"type\": \"object\", \"properties\": {\"wet\": {\"type\": \"boolean\"}, \"mm\": {\"enum\": [1, 25]}}, \"required\": [\"wet\", \"mm\"]}";
        String form = "\"response_format\": {\"type\": \"json_schema\", \"json_schema\": {\"name\": \"rain\", \"schema\": %s}}"
                .formatted(schema);
        JsonNode answer = json(post(chat, ASKED.formatted("\"max_tokens\": 60, " + form)).statusCode(200)
                .extract().<String> path("choices[0].message.content"));
        assertThat(answer.path("wet").isBoolean()).isTrue();
        assertThat(answer.path("mm").asInt()).isIn(1, 25);
        String python = "\"max_tokens\": 60, \"response_format\": {\"type\": \"json_object\", \"value\": %s}".formatted(schema);
        post(chat, ASKED.formatted(python)).statusCode(200).body("choices[0].message.content", containsString("\"wet\":"));
        for (String choice : List.of("\"required\"", "{\"type\": \"function\", \"function\": {\"name\": \"weather\"}}")) {
            String body = ASKED.formatted("\"tool_choice\": %s, \"stream\": %%s, %s".formatted(choice, TOOLS));
            post(CHAT, body.formatted(false)).statusCode(200).body("choices[0].finish_reason", equalTo("tool_calls"))
                    .body("choices[0].message.content", nullValue())
                    .body("choices[0].message.tool_calls[0].function.name", equalTo("weather"))
                    .body("choices[0].message.tool_calls[0].function.arguments", equalTo("{\"city\":\"Oslo\"}"));
            assertThat(events(CHAT, body.formatted(true)).toString()).contains("tool_calls").contains("weather");
        }
        for (String wrong : List.of("\"response_format\": {\"type\": \"json_schema\"}", "\"tool_choice\": \"required\"",
                "\"tool_choice\": \"maybe\", " + TOOLS,
                "\"tool_choice\": {\"type\": \"function\", \"function\": {\"name\": \"snow\"}}, " + TOOLS,
                "\"response_format\": {\"type\": \"json_schema\", \"json_schema\": {\"schema\": {\"not\": {}}}}",
                "\"grammar\": {\"type\": \"ebnf\", \"value\": \"x\"}", "\"grammar\": {\"type\": \"regex\", \"value\": \"(\"}",
                "\"grammar\": \"x\"")) {
            post(chat, ASKED.formatted(wrong)).statusCode(400).body("error.length()", greaterThan(20));
        }
    }

    private static List<JsonNode> events(String path, String body) {
        return post(path, body).statusCode(200).contentType("text/event-stream").extract().asString().lines()
                .filter(line -> line.startsWith("data: {")).map(line -> json(line.substring("data: ".length()))).toList();
    }

    private static JsonNode json(String text) {
        try {
            return EventCodec.json().readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ValidatableResponse post(String path, String body) {
        return given().urlEncodingEnabled(false).contentType("application/json").body(body).post(path).then();
    }
}
