package org.llmspace.web.gradio;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.llmspace.web.Http;
import org.llmspace.web.RealBroker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;

/// The protocol as the strictest client reads it: every byte of a stream counts.
@QuarkusTest
@QuarkusTestResource(RealBroker.class)
class GradioProtocolTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CHAT = 0;
    private static final int ZERO_SHOT = 4;
    private static final int QUESTION_ANSWERING = 3;

    @Test
    void config_has_what_both_clients_need() throws Exception {
        JsonNode config = json(Http.get("/config"));
        assertThat(config.path("version").asText()).matches("[6-9]\\.\\d+\\.\\d+");
        assertThat(config.path("protocol").asText()).isEqualTo("sse_v3");
        assertThat(config.path("api_prefix").asText()).isEqualTo("/gradio_api");
        assertThat(config.has("root")).isFalse();
        List<Integer> components = new ArrayList<>();
        config.path("components").forEach(component -> components.add(component.path("id").intValue()));
        assertThat(config.path("dependencies")).isNotEmpty().allSatisfy(dependency -> {
            assertThat(dependency.path("queue").booleanValue()).isTrue();
            assertThat(dependency.path("api_name").asText()).doesNotContain("/").isNotBlank();
            dependency.path("inputs").forEach(id -> assertThat(components).contains(id.intValue()));
            dependency.path("outputs").forEach(id -> assertThat(components).contains(id.intValue()));
        });
    }

    @Test
    void info_names_every_parameter_and_default() throws Exception {
        JsonNode info = json(Http.get("/gradio_api/info?serialize=False"));
        assertThat(info.has("unnamed_endpoints")).isTrue();
        assertThat(info.path("named_endpoints").has("/zero_shot_classification")).isTrue();
        for (JsonNode endpoint : info.path("named_endpoints")) {
            assertThat(endpoint.path("parameters")).isNotEmpty()
                    .allSatisfy(parameter -> assertThat(names(parameter)).contains("label", "parameter_name",
                            "parameter_has_default", "parameter_default", "type", "python_type", "component"));
            assertThat(endpoint.path("returns")).isNotEmpty()
                    .allSatisfy(value -> assertThat(names(value)).contains("label", "python_type", "component"));
        }
    }

    @Test
    void trailing_slashes_and_empty_queries_are_accepted() {
        for (String path : List.of("/config/", "/config?", "/gradio_api/info/", "/gradio_api/app_id/",
                "/gradio_api/queue/status")) {
            assertThat(Http.get(path).statusCode()).as(path).isEqualTo(200);
        }
    }

    @Test
    void a_streamed_answer_comes_as_full_value_then_edits_then_full_value() throws Exception {
        String session = session();
        String event = join(session, CHAT, "[\"What is RAG?\"]");
        HttpResponse<String> stream = Http.get("/gradio_api/queue/data?session_hash=" + session, "accept",
                "text/event-stream");
        assertThat(stream.headers().firstValue("content-type").orElseThrow()).startsWith("text/event-stream");
        assertThat(stream.headers().firstValue("cache-control")).contains("no-store");
        assertThat(stream.headers().firstValue("content-encoding").orElse("identity")).isEqualTo("identity");
        List<JsonNode> messages = messages(stream.body());
        assertThat(messages).extracting(message -> message.path("msg").asText()).startsWith("estimation")
                .contains("process_starts", "process_generating").endsWith("process_completed", "close_stream");
        assertThat(messages.subList(0, messages.size() - 1))
                .allSatisfy(message -> assertThat(message.path("event_id").asText()).isEqualTo(event));

        List<JsonNode> generating = of(messages, "process_generating");
        assertThat(generating).allSatisfy(message -> assertThat(message.path("success").booleanValue()).isTrue());
        StringBuilder text = new StringBuilder(generating.getFirst().at("/output/data/0").textValue());
        for (JsonNode message : generating.subList(1, generating.size())) {
            for (JsonNode edit : message.at("/output/data/0")) {
                assertThat(edit.path(0).asText()).isEqualTo("append");
                text.append(edit.path(2).textValue());
            }
        }
        String whole = of(messages, "process_completed").getFirst().at("/output/data/0").textValue();
        assertThat(whole).isEqualTo("Question 1. Retrieval **finds** passages first [1].").startsWith(text.toString());
    }

    @Test
    void an_endpoint_with_two_outputs_gives_both() throws Exception {
        String session = session();
        join(session, QUESTION_ANSWERING, "[\"In Rome.\",\"Where?\"]");
        JsonNode completed = of(messages(Http.get("/gradio_api/queue/data?session_hash=" + session).body()),
                "process_completed").getFirst();
        assertThat(completed.at("/output/data/0").asText()).isEqualTo("In Rome.");
        assertThat(completed.at("/output/data/1/confidences/0/confidence").asDouble()).isEqualTo(0.75);
    }

    @Test
    void entities_come_as_highlighted_text() throws Exception {
        JsonNode answer = json(Http.post("/gradio_api/run/token_classification", "{\"data\":[\"Rome\"]}"));
        assertThat(answer.path("data").toString())
                .isEqualTo("[[{\"token\":\"Rome\",\"class_or_confidence\":\"MISC\"}]]");
    }

    @Test
    void a_session_remembers_what_was_said_in_it() throws Exception {
        String session = session();
        for (int turn = 1; turn <= 3; turn++) {
            join(session, CHAT, "[\"again\",null,null]");
            List<JsonNode> messages = messages(Http.get("/gradio_api/queue/data?session_hash=" + session).body());
            assertThat(of(messages, "process_completed")).singleElement().satisfies(
                    message -> assertThat(message.at("/output/data/0").textValue()).startsWith("Question "));
            assertThat(of(messages, "process_completed").getFirst().at("/output/data/0").textValue())
                    .startsWith("Question " + turn + ".");
        }
    }

    @Test
    void several_events_of_a_session_share_its_stream() throws Exception {
        String session = session();
        String first = join(session, ZERO_SHOT, "[\"a text\",\"a, b\"]");
        String second = join(session, CHAT, "[\"count to 5\"]");
        List<JsonNode> messages = messages(Http.get("/gradio_api/queue/data?session_hash=" + session).body());
        assertThat(of(messages, "process_completed")).extracting(message -> message.path("event_id").asText())
                .containsExactlyInAnyOrder(first, second);
        assertThat(of(messages, "close_stream")).hasSize(1);
    }

    @Test
    void a_failure_is_one_completed_message_with_no_extra_keys() throws Exception {
        String session = session();
        join(session, CHAT, "[\"fail please\"]");
        JsonNode failed = of(messages(Http.get("/gradio_api/queue/data?session_hash=" + session).body()),
                "process_completed").getFirst();
        assertThat(failed.path("success").booleanValue()).isFalse();
        assertThat(failed.path("output").path("error").asText()).isEqualTo("the model said no");
        assertThat(names(failed.path("output"))).containsOnly("error", "title", "visible", "duration");
    }

    @Test
    void a_cancelled_event_completes_with_its_last_value() throws Exception {
        String session = session();
        String event = join(session, CHAT, "[\"count to 1000\"]");
        var stream = CompletableFuture
                .supplyAsync(() -> Http.get("/gradio_api/queue/data?session_hash=" + session).body());
        Thread.sleep(600);
        String foreign = "{\"event_id\":\"%s\",\"session_hash\":\"somebody else\"}".formatted(event);
        assertThat(Http.post("/gradio_api/cancel", foreign).statusCode()).isEqualTo(403);
        String cancel = "{\"event_id\":\"%s\",\"session_hash\":\"%s\",\"fn_index\":0}".formatted(event, session);
        assertThat(json(Http.post("/gradio_api/cancel", cancel)).path("success").booleanValue()).isTrue();
        assertThat(json(Http.post("/gradio_api/cancel", cancel)).path("success").booleanValue()).isTrue();
        JsonNode completed = of(messages(stream.join()), "process_completed").getFirst();
        assertThat(completed.path("success").booleanValue()).isTrue();
        assertThat(completed.at("/output/data/0").textValue()).startsWith("1 2 3 ").doesNotContain("1000");
    }

    @Test
    void an_unknown_session_is_told_and_closed() throws Exception {
        List<JsonNode> messages = messages(Http.get("/gradio_api/queue/data?session_hash=" + session()).body());
        assertThat(messages).extracting(message -> message.path("msg").asText()).containsExactly("unexpected_error",
                "close_stream");
        assertThat(messages.getFirst().path("session_not_found").booleanValue()).isTrue();
    }

    @Test
    void bad_inputs_are_named() throws Exception {
        HttpResponse<String> missing = Http.post("/gradio_api/queue/join",
                "{\"data\":[\"\",\"\"],\"fn_index\":4,\"session_hash\":\"abc\"}");
        assertThat(missing.statusCode()).isEqualTo(422);
        JsonNode detail = JSON.readTree(missing.body()).path("detail").path(0);
        assertThat(detail.path("is_valid").booleanValue()).isFalse();
        assertThat(detail.path("parameter_name").asText()).isEqualTo("inputs");
        assertThat(Http.post("/gradio_api/queue/join", "{\"data\":[],\"fn_index\":1}").body())
                .isEqualTo("{\"detail\":\"Session hash not found.\"}");
        assertThat(Http.post("/gradio_api/queue/join", "{\"data\":[],\"session_hash\":\"a\"}").body())
                .isEqualTo("{\"detail\":\"No function index provided.\"}");
        assertThat(Http.post("/gradio_api/queue/join", "nonsense").statusCode()).isEqualTo(400);
        assertThat(Http.post("/gradio_api/call/unheard_of", "{\"data\":[]}").statusCode()).isEqualTo(404);
    }

    @Test
    void what_only_the_pages_know_cannot_be_named_by_programs() throws Exception {
        for (String hidden : List.of("owner", "conversation", "parent", "history", "unheard_of")) {
            String body = "{\"message\":\"hi\",\"%s\":\"0123456789abcdef0123456789abcdef\"}".formatted(hidden);
            HttpResponse<String> byName = Http.post("/gradio_api/call/v2/chat", body);
            assertThat(byName.statusCode()).isEqualTo(422);
            assertThat(JSON.readTree(byName.body()).at("/detail/0/parameter_name").asText()).isEqualTo(hidden);
            HttpResponse<String> atOnce = Http.post("/api/chat", body);
            assertThat(atOnce.statusCode()).isEqualTo(422);
            assertThat(JSON.readTree(atOnce.body()).at("/error/message").asText()).contains("'" + hidden + "'", "message");
            JsonNode tool = json(Http.post("/gradio_api/mcp/", """
                    {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"chat","arguments":%s}}""".formatted(body)));
            assertThat(tool.at("/result/isError").booleanValue()).isTrue();
            assertThat(tool.at("/result/content/0/text").asText()).contains("'" + hidden + "'");
        }
        String values = "\"x\",".repeat(20);
        assertThat(Http.post("/gradio_api/queue/join", "{\"data\":[%s\"x\"],\"fn_index\":0,\"session_hash\":\"s\"}"
                .formatted(values)).statusCode()).isEqualTo(422);
        assertThat(Http.post("/gradio_api/call/list_documents", "{\"data\":[]}").statusCode()).isEqualTo(404);
    }

    @Test
    void what_there_is_not_is_said_in_json() throws Exception {
        for (String path : List.of("/gradio_api/unheard_of", "/gradio_api/queue", "/gradio_api/call")) {
            HttpResponse<String> none = Http.get(path, "accept", "text/html");
            assertThat(none.statusCode()).as(path).isEqualTo(404);
            assertThat(none.headers().firstValue("content-type").orElseThrow()).startsWith("application/json");
            assertThat(JSON.readTree(none.body()).path("detail").asText()).contains(path);
        }
        HttpResponse<String> large = Http.post("/gradio_api/queue/join",
                "{\"data\":[\"%s\"]}".formatted("x".repeat(11_000_000)));
        assertThat(large.statusCode()).isEqualTo(413);
        assertThat(JSON.readTree(large.body()).path("detail").asText()).contains("/gradio_api/upload");
    }

    @Test
    void routes_of_programs_answer_json_to_browsers_too() {
        for (String path : List.of("/config", "/gradio_api/info", "/gradio_api/app_id", "/gradio_api/startup-events",
                "/gradio_api/login_check", "/gradio_api/user", "/gradio_api/queue/status", "/gradio_api/openapi.json",
                "/monitoring/summary", "/gradio_api/monitoring/summary", "/gradio_api/mcp/schema")) {
            for (String accept : List.of("text/html", "text/html,application/xhtml+xml,*/*;q=0.8", "*/*")) {
                HttpResponse<String> answer = Http.get(path, "accept", accept);
                assertThat(answer.statusCode()).as(path).isEqualTo(200);
                assertThat(answer.headers().firstValue("content-type").orElseThrow()).startsWith("application/json");
            }
        }
        for (String path : List.of("/gradio_api/run/tokenize", "/api/tokenize")) {
            String body = path.startsWith("/api") ? "{\"inputs\":\"a\"}" : "{\"data\":[\"a\"]}";
            assertThat(Http.post(path, body, "accept", "text/html").body()).startsWith("{\"");
        }
    }

    @Test
    void how_calls_went_is_told_as_gradios_page_reads_it() throws Exception {
        assertThat(Http.post("/gradio_api/run/chat", "{\"data\":[\"fail\"]}").statusCode()).isEqualTo(500);
        assertThat(Http.post("/gradio_api/run/sentence_similarity", "{\"data\":[\"a\",\"b\"]}").statusCode()).isEqualTo(200);
        JsonNode functions = json(Http.get("/monitoring/summary")).path("functions");
        assertThat(functions.at("/chat/success_rate").doubleValue()).isLessThan(1);
        assertThat(functions.at("/sentence_similarity/success_rate").doubleValue()).isEqualTo(1);
        assertThat(functions.at("/sentence_similarity/total_requests").intValue()).isPositive();
        assertThat(names(functions.at("/chat/process_time_percentiles"))).containsExactly("50th", "90th", "99th");
        assertThat(Http.get("/monitoring", "accept", "text/html").body()).contains("/sentence_similarity");
    }

    @Test
    void what_no_component_needs_is_answered_as_gradio_answers_it() {
        String call = "{\"data\":null,\"component_id\":1,\"session_hash\":\"s\",\"fn_name\":\"ls\"}";
        assertThat(Http.post("/gradio_api/component_server", call).body()).isEqualTo("{\"detail\":\"Function not found.\"}");
        assertThat(Http.post("/gradio_api/component_server/", "[]").statusCode()).isEqualTo(400);
        assertThat(Http.post("/gradio_api/stream/none", "{}").statusCode()).isEqualTo(404);
        assertThat(Http.post("/gradio_api/stream/none/close", "{}").statusCode()).isEqualTo(404);
        assertThat(Http.get("/gradio_api/stream/a/b/c/playlist.m3u8").statusCode()).isEqualTo(404);
    }

    @Test
    void what_programs_get_is_in_snake_case() throws Exception {
        JsonNode tokens = json(Http.post("/gradio_api/run/tokenize", "{\"data\":[\"some text\"]}")).at("/data/0");
        assertThat(names(tokens)).contains("tokens", "count", "max_length");
        assertThat(names(tokens.at("/tokens/0"))).contains("type_id");
        JsonNode models = json(Http.post("/gradio_api/run/list_models", "{\"data\":[]}")).at("/data/0");
        assertThat(names(models.at("/models/0"))).contains("how_to_get", "size_bytes");
        JsonNode answer = json(Http.post("/api/text_generation", "{\"inputs\":\"He\"}"));
        assertThat(names(answer.at("/output/texts/0"))).contains("generated_text", "finish_reason");
    }

    @Test
    void a_session_can_be_linked_to() throws Exception {
        String session = session();
        assertThat(Http.get("/gradio_api/deep_link?session_hash=" + session).statusCode()).isEqualTo(404);
        String event = join(session, CHAT, "[\"markdown *linked*\"]");
        assertThat(messages(Http.get("/gradio_api/queue/data?session_hash=" + session).body())).isNotEmpty();
        String link = json(Http.get("/gradio_api/deep_link?session_hash=" + session)).textValue();
        assertThat(link).isEqualTo(event);
        assertThat(Http.get("/?deep_link=" + link).headers().firstValue("location").orElseThrow())
                .endsWith("/chat?call=" + event);
        assertThat(Http.get("/chat?call=" + event, "accept", "text/html").body()).contains("<em>linked</em>");
        assertThat(json(Http.get("/config?deep_link=" + link)).path("deep_link_state").asText()).isEqualTo("valid");
        assertThat(json(Http.get("/config?deep_link=none")).path("deep_link_state").asText()).isEqualTo("invalid");
        assertThat(json(Http.get("/config")).path("deep_link_state").asText()).isEqualTo("none");
    }

    @Test
    void style_and_icons_are_where_they_are_looked_for() {
        for (String path : List.of("/theme.css", "/gradio_api/theme.css", "/favicon.ico", "/pwa_icon", "/pwa_icon/192")) {
            HttpResponse<String> found = Http.get(path);
            assertThat(found.statusCode()).as(path).isEqualTo(307);
            assertThat(Http.get(java.net.URI.create(found.headers().firstValue("location").orElseThrow()).getPath())
                    .statusCode()).isEqualTo(200);
        }
        assertThat(Http.get("/robots.txt").body()).startsWith("User-agent: *");
        assertThat(Http.get("/manifest.json").body()).contains("\"start_url\"");
    }

    @Test
    void estimates_come_from_what_calls_took_and_warnings_are_told() throws Exception {
        String session = session();
        join(session, CHAT, "[\"count to 20\"]");
        messages(Http.get("/gradio_api/queue/data?session_hash=" + session).body());
        join(session, CHAT, "[\"warn me\"]");
        List<JsonNode> messages = messages(Http.get("/gradio_api/queue/data?session_hash=" + session).body());
        assertThat(of(messages, "process_starts").getFirst().path("eta").doubleValue()).isBetween(0.001, 60.0);
        assertThat(of(messages, "process_completed").getFirst().path("avg_time").doubleValue()).isBetween(0.001, 60.0);
        assertThat(of(messages, "log")).singleElement().satisfies(log -> {
            assertThat(log.path("log").asText()).isEqualTo("Two old messages were left out.");
            assertThat(log.path("level").asText()).isEqualTo("warning");
            assertThat(log.path("event_id").asText()).isNotEmpty();
        });
    }

    @Test
    void the_simple_routes_stream_full_values_with_event_names() throws Exception {
        String event = json(Http.post("/gradio_api/call/v2/chat", "{\"message\":\"What is RAG?\"}")).path("event_id")
                .asText();
        String body = Http.get("/gradio_api/call/chat/" + event).body();
        assertThat(body).startsWith("event: generating\ndata: [\"Question ")
                .endsWith("event: complete\ndata: [\"Question 1. Retrieval **finds** passages first [1].\"]\n\n");
        String failing = json(Http.post("/gradio_api/call/chat", "{\"data\":[\"fail\"]}")).path("event_id").asText();
        assertThat(Http.get("/gradio_api/call/chat/" + failing).body()).isEqualTo(
                "event: error\ndata: {\"error\":\"the model said no\",\"title\":\"Error\",\"visible\":true,\"duration\":10}\n\n");
        assertThat(Http.get("/gradio_api/call/chat/0123").body())
                .isEqualTo("event: error\ndata: \"404: Not Found\"\n\n");
    }

    @Test
    void a_direct_call_answers_in_one_response() throws Exception {
        JsonNode answer = json(Http.post("/gradio_api/run/zero_shot_classification",
                "{\"data\":[\"late train\",[\"travel\",\"food\"]]}"));
        assertThat(answer.at("/data/0/label").asText()).isEqualTo("travel");
        assertThat(answer.at("/data/0/confidences")).hasSize(2);
        HttpResponse<String> failed = Http.post("/gradio_api/run/chat", "{\"data\":[\"fail\"]}");
        assertThat(failed.statusCode()).isEqualTo(500);
        assertThat(failed.body()).isEqualTo("{\"error\":\"the model said no\"}");
    }

    @Test
    void preflight_allows_the_clients_headers() {
        HttpResponse<String> allowed = Http.get("/config", "origin", "http://localhost:3000");
        assertThat(allowed.headers().firstValue("access-control-allow-origin")).contains("http://localhost:3000");
        assertThat(Http.get("/config", "origin", "https://elsewhere.example").statusCode()).isEqualTo(403);
    }

    private static String session() {
        return UUID.randomUUID().toString().substring(0, 11).replace("-", "");
    }

    private static String join(String session, int index, String data) throws Exception {
        HttpResponse<String> joined = Http.post("/gradio_api/queue/join?",
                "{\"data\":%s,\"event_data\":null,\"fn_index\":%d,\"trigger_id\":null,\"session_hash\":\"%s\"}"
                        .formatted(data, index, session));
        String event = json(joined).path("event_id").asText();
        assertThat(event).matches("[0-9a-f]{32}");
        return event;
    }

    private static JsonNode json(HttpResponse<String> response) throws Exception {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    /// As strict as the Python client: split at two line feeds, and every part begins with `data: `.
    private static List<JsonNode> messages(String body) throws Exception {
        assertThat(body).endsWith("\n\n").doesNotContain("\r");
        List<JsonNode> messages = new ArrayList<>();
        for (String part : body.split("\n\n")) {
            assertThat(part).startsWith("data: ").doesNotContain("\n");
            messages.add(JSON.readTree(part.substring("data: ".length())));
        }
        return messages;
    }

    private static List<JsonNode> of(List<JsonNode> messages, String kind) {
        return messages.stream().filter(message -> message.path("msg").asText().equals(kind)).toList();
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
