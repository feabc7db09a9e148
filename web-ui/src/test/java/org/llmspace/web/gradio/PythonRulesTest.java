package org.llmspace.web.gradio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.Test;
import org.llmspace.web.Http;
import org.llmspace.web.RealBroker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;

/// What Gradio's Python client breaks at, checked as strictly as it does, for every endpoint: it connects, keeps a heartbeat,
/// joins, reads the stream, downloads files, cancels.
@QuarkusTest
@QuarkusTestResource(RealBroker.class)
class PythonRulesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    /// Others raise a KeyError in it.
    private static final Set<String> KNOWN = Set.of("estimation", "process_starts", "progress", "log", "process_generating",
            "process_completed", "heartbeat", "unexpected_error", "close_stream");
    private static final String FILE = "Dict(path: str, url: str | None, size: int | None, orig_name: str | None, "
            + "mime_type: str | None, is_stream: bool, meta: Dict())";
    private static final Set<String> KEYS_OF_ERRORS = Set.of("error", "title", "visible", "duration", "print_exception");

    @Test
    void every_endpoint_is_connected_described_called_and_answered() throws Exception {
        JsonNode config = get("/config");
        JsonNode info = get("/gradio_api/info?serialize=False");
        assertThat(config.path("dependencies")).hasSize(info.path("named_endpoints").size());
        for (JsonNode dependency : config.path("dependencies")) {
            String name = dependency.path("api_name").asText();
            JsonNode endpoint = info.path("named_endpoints").path("/" + name);
            assertThat(endpoint.isObject()).as(name).isTrue();
            describe(endpoint);
            String session = UUID.randomUUID().toString();
            String event = join(dependency.path("id").intValue(), examples(endpoint), session);
            List<JsonNode> messages = stream(session);
            assertThat(messages).as(name).allSatisfy(message -> accept(message, event));
            JsonNode last = messages.get(messages.size() - 2);
            assertThat(last.path("msg").asText()).as(name).isEqualTo("process_completed");
            assertThat(last.path("success").booleanValue()).as(name + last).isTrue();
            assertThat(last.at("/output/data")).as(name).hasSize(dependency.path("outputs").size());
            download(last.at("/output/data"));
            if (dependency.at("/types/generator").booleanValue()) {
                assertThat(iterated(messages)).as(name).last().isEqualTo(last.at("/output/data/0").textValue());
            }
        }
    }

    /// It does so for every component when it connects, and gives up at the first that it cannot read.
    @Test
    void every_kind_of_value_is_one_that_it_can_read() throws Exception {
        List<String> files = new ArrayList<>();
        for (JsonNode component : get("/config").path("components")) {
            String type = component.path("type").asText();
            if (pythonType(component.path("api_info")).equals(FILE)) {
                files.add(type);
            } else {
                assertThat(type).isNotIn("image", "audio");
            }
        }
        assertThat(files).contains("image", "audio");
    }

    /// A JSON schema in Python's words.
    private static String pythonType(JsonNode schema) {
        if (schema.isEmpty()) {
            return "Any";
        }
        if (schema.has("enum")) {
            return "Literal" + schema.path("enum");
        }
        if (schema.has("type")) {
            assertThat(schema.path("type").isTextual()).as("%s", schema).isTrue();
            return switch (schema.path("type").asText()) {
                case "string" -> "str";
                case "integer" -> "int";
                case "number" -> "float";
                case "boolean" -> "bool";
                case "null" -> "None";
                case "array" -> "List[" + pythonType(schema.path("items")) + "]";
                case "object" -> "Dict(" + StreamSupport.stream(schema.path("properties").properties().spliterator(), false)
                        .map(one -> one.getKey() + ": " + pythonType(one.getValue())).collect(Collectors.joining(", ")) + ")";
                default -> throw new AssertionError("cannot parse " + schema);
            };
        }
        assertThat(schema.path("anyOf").isArray()).as("%s", schema).isTrue();
        return StreamSupport.stream(schema.path("anyOf").spliterator(), false).map(PythonRulesTest::pythonType)
                .collect(Collectors.joining(" | "));
    }

    @Test
    void who_iterates_gets_the_whole_text_without_the_final_message() throws Exception {
        for (String message : List.of("count to 30", "markdown all at once", "What is RAG?")) {
            String session = UUID.randomUUID().toString();
            join(0, List.of(message), session);
            List<JsonNode> messages = stream(session);
            JsonNode last = messages.get(messages.size() - 2);
            List<String> outputs = iterated(messages);
            assertThat(outputs).last().isEqualTo(last.at("/output/data/0").textValue());
            assertThat(outputs).doesNotHaveDuplicates();
        }
    }

    @Test
    void a_call_that_has_ended_before_its_stream_opens_is_iterated_too() throws Exception {
        String session = UUID.randomUUID().toString();
        join(0, List.of("count to 5"), session);
        Thread.sleep(500);
        assertThat(iterated(stream(session))).containsExactly("1 2 3 4 5 ");
    }

    @Test
    void the_heartbeat_says_alive_at_once_and_stays_open() throws Exception {
        URI space = URI.create(Http.base());
        try (Socket socket = new Socket(space.getHost(), space.getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write("GET /gradio_api/heartbeat/%s HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n\r\n"
                    .formatted(UUID.randomUUID()).getBytes(UTF_8));
            out.flush();
            InputStream in = socket.getInputStream();
            StringBuilder read = new StringBuilder();
            while (!read.toString().contains("data: ALIVE\n\n")) {
                read.append((char) in.read());
            }
            assertThat(read.toString()).startsWith("HTTP/1.1 200").containsIgnoringCase("content-type: text/event-stream");
            socket.setSoTimeout(2_000);
            in.readNBytes(2);
            org.assertj.core.api.Assertions.assertThatThrownBy(in::read)
                    .isInstanceOf(java.net.SocketTimeoutException.class);
        }
    }

    @Test
    void messages_arrive_one_by_one_and_not_packed() throws Exception {
        String session = UUID.randomUUID().toString();
        join(0, List.of("count to 30"), session);
        URI space = URI.create(Http.base());
        try (Socket socket = new Socket(space.getHost(), space.getPort())) {
            socket.getOutputStream().write(("GET /gradio_api/queue/data?session_hash=%s HTTP/1.1\r\nHost: localhost\r\n"
                    + "Accept: */*\r\nAccept-Encoding: gzip, deflate, br\r\nConnection: close\r\n\r\n").formatted(session)
                    .getBytes(UTF_8));
            byte[] some = new byte[16_384];
            int arrivals = 0;
            StringBuilder all = new StringBuilder();
            for (int n = socket.getInputStream().read(some); n >= 0; n = socket.getInputStream().read(some)) {
                all.append(new String(some, 0, n, UTF_8));
                arrivals++;
            }
            assertThat(arrivals).isGreaterThan(10);
            assertThat(all.toString()).doesNotContainIgnoringCase("content-encoding: gzip")
                    .doesNotContainIgnoringCase("content-encoding: br").containsIgnoringCase("x-accel-buffering: no");
        }
    }

    @Test
    void a_cancel_is_followed_by_a_reset_and_the_last_values() throws Exception {
        String session = UUID.randomUUID().toString();
        String event = join(0, List.of("count to 1000"), session);
        Thread.sleep(400);
        String cancel = "{\"fn_index\": 0, \"session_hash\": \"%s\", \"event_id\": \"%s\"}".formatted(session, event);
        assertThat(Http.post("/gradio_api/cancel", cancel).body()).isEqualTo("{\"success\":true}");
        assertThat(Http.post("/gradio_api/reset", "{\"event_id\": \"%s\"}".formatted(event)).body())
                .isEqualTo("{\"success\":true}");
        List<JsonNode> messages = stream(session);
        JsonNode last = messages.get(messages.size() - 2);
        assertThat(last.path("success").booleanValue()).isTrue();
        assertThat(last.at("/output/data/0").asText()).startsWith("1 2 ");
    }

    @Test
    void an_error_has_no_key_that_it_does_not_take() throws Exception {
        String session = UUID.randomUUID().toString();
        join(0, List.of("fail"), session);
        List<JsonNode> messages = stream(session);
        JsonNode last = messages.get(messages.size() - 2);
        assertThat(last.path("output").fieldNames()).toIterable().allMatch(KEYS_OF_ERRORS::contains);
        HttpResponse<String> invalid = Http.post("/gradio_api/queue/join",
                "{\"data\": [], \"fn_index\": 0, \"session_hash\": \"%s\"}".formatted(session));
        assertThat(invalid.statusCode()).isEqualTo(422);
        assertThat(JSON.readTree(invalid.body()).path("detail")).isNotEmpty().allSatisfy(one -> {
            assertThat(one.path("is_valid").isBoolean()).isTrue();
            assertThat(one.path("message").isTextual()).isTrue();
        });
    }

    /// As `view_api()` reads it.
    private static void describe(JsonNode endpoint) {
        for (JsonNode one : endpoint.path("parameters")) {
            assertThat(one.path("parameter_name").asText()).matches("[a-z_]+").isNotIn("api_name", "fn_index",
                    "result_callbacks");
            assertThat(one.path("parameter_has_default").isBoolean()).isTrue();
            assertThat(one.path("python_type").path("type").isTextual()).isTrue();
            assertThat(one.path("label").isTextual() && one.path("component").isTextual()).isTrue();
        }
        for (JsonNode one : endpoint.path("returns")) {
            assertThat(one.path("python_type").path("type").isTextual()).isTrue();
            assertThat(one.path("label").isTextual() && one.path("component").isTextual()).isTrue();
        }
    }

    private static void accept(JsonNode message, String event) {
        String msg = message.path("msg").asText();
        assertThat(KNOWN).contains(msg);
        assertThat(message.has("event_id")).isTrue();
        if (!msg.equals("close_stream") && !msg.equals("heartbeat")) {
            assertThat(message.path("event_id").asText()).isEqualTo(event);
        }
        if (msg.startsWith("process_") && !msg.equals("process_starts")) {
            assertThat(message.path("success").isBoolean()).isTrue();
            assertThat(message.path("output").isObject()).isTrue();
        }
    }

    /// It downloads whatever has a path, from the path and not from the URL, and names it by the path's last part.
    private static void download(JsonNode value) throws Exception {
        if (value.path("path").isTextual()) {
            String path = value.path("path").textValue();
            HttpResponse<String> file = Http.get("/gradio_api/file=" + path);
            assertThat(file.statusCode()).as(path).isEqualTo(200);
            assertThat(path).endsWith("/" + value.path("orig_name").textValue());
            assertThat(file.headers().firstValueAsLong("content-length")).hasValue(value.path("size").longValue());
            assertThat(file.headers().firstValue("content-type")).hasValue(value.path("mime_type").textValue());
            assertThat(value.path("url").textValue()).isEqualTo(Http.base() + "/gradio_api/file=" + path);
            assertThat(value.at("/meta/_type").textValue()).isEqualTo("gradio.FileData");
        }
        for (JsonNode inside : value) {
            download(inside);
        }
    }

    /// What a job yields: the first message's value, and that value with each later message's edits.
    private static List<String> iterated(List<JsonNode> messages) {
        List<String> outputs = new ArrayList<>();
        for (JsonNode message : messages) {
            if (message.path("msg").asText().equals("process_generating")) {
                JsonNode data = message.at("/output/data/0");
                outputs.add(outputs.isEmpty() ? data.textValue() : edited(outputs.getLast(), data));
            }
        }
        return outputs;
    }

    private static String edited(String before, JsonNode edits) {
        String value = before;
        for (JsonNode edit : edits) {
            assertThat(edit).hasSize(3);
            assertThat(edit.path(1)).isEmpty();
            value = switch (edit.path(0).asText()) {
                case "append" -> value + edit.path(2).textValue();
                case "replace" -> edit.path(2).textValue();
                default -> throw new AssertionError("no edit of a text: " + edit);
            };
        }
        return value;
    }

    private static List<String> examples(JsonNode endpoint) {
        return StreamSupport.stream(endpoint.path("parameters").spliterator(), false)
                .map(parameter -> parameter.path("parameter_has_default").booleanValue()
                        ? parameter.path("parameter_default").toString()
                        : parameter.path("example_input").toString())
                .map(value -> value.startsWith("\"") ? value.substring(1, value.length() - 1) : value)
                .map(value -> value.replace("\\n", "\n").replace("\\\"", "\"")).toList();
    }

    private static String join(int index, List<String> data, String session) throws Exception {
        List<Object> values = new ArrayList<>();
        data.forEach(value -> values.add(value.equals("null") ? null : value));
        // Python writes blanks after commas and colons, and everything beyond ASCII escaped.
        String body = "{\"data\": %s, \"fn_index\": %d, \"session_hash\": \"%s\"}".formatted(JSON.writeValueAsString(values),
                index, session);
        HttpResponse<String> joined = Http.post("/gradio_api/queue/join", body, "x-gradio-user", "api");
        assertThat(joined.statusCode()).as(joined.body() + body).isEqualTo(200);
        return JSON.readTree(joined.body()).path("event_id").asText();
    }

    private static List<JsonNode> stream(String session) throws Exception {
        HttpResponse<String> stream = Http.get("/gradio_api/queue/data?session_hash=" + session, "accept", "*/*");
        assertThat(stream.headers().allValues("content-type")).containsExactly("text/event-stream");
        assertThat(stream.body()).endsWith("\n\n").doesNotContain("\r");
        List<JsonNode> messages = new ArrayList<>();
        for (String part : stream.body().split("\n\n")) {
            assertThat(part).startsWith("data:").doesNotContain("\n");
            messages.add(JSON.readTree(part.substring("data:".length())));
        }
        assertThat(messages.getLast().path("msg").asText()).isEqualTo("close_stream");
        return messages;
    }

    private static JsonNode get(String path) throws Exception {
        HttpResponse<String> response = Http.get(path, "accept", "*/*", "user-agent", "gradio_client/2.6.0");
        assertThat(response.statusCode()).isEqualTo(200);
        return JSON.readTree(response.body());
    }
}
