package org.llmspace.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.llmspace.e2e.ShellClient.header;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llmspace.testing.NodeScript;

/// The whole Space as a user starts it, with real clients, over a real broker.
class SpaceTest {

    private static final String TURN = "org.llmspace.chat.turn.requested.v1";
    private static final String CALL = "org.llmspace.pipeline.call.requested.v1";
    private static final List<String> SERVICES = List.of("web-ui", "chat-service", "pipeline-service");

    @TempDir
    static Path home;
    private static OpenAiLikeServer provider;
    private static Space space;
    private static ShellClient shell;

    @BeforeAll
    static void start() throws Exception {
        provider = new OpenAiLikeServer();
        space = Space.start(home, Map.of("OPENAI_BASE_URL", provider.baseUrl(), "OPENAI_API_KEY", "test-key-4711"));
        shell = new ShellClient(space.kafka());
    }

    @AfterAll
    static void stop() throws Exception {
        keepLogs();
        shell.close();
        space.close();
        provider.close();
    }

    @Test
    void every_service_is_healthy_and_measured() throws Exception {
        for (var service : List.of(space.web(), space.chat(), space.pipeline())) {
            for (String check : List.of("started", "ready", "live")) {
                assertThat(space.get(service.resolve("/q/health/" + check)).statusCode()).as(service + check)
                        .isEqualTo(200);
            }
            assertThat(space.get(service.resolve("/q/metrics")).body()).contains("jvm_memory_used_bytes");
        }
    }

    @Test
    void gradios_own_client_connects_predicts_streams_and_cancels() throws Exception {
        assertThat(NodeScript.run("gradio.mjs", space.web().toString())).contains("/chat");
    }

    @Test
    void openais_own_client_streams() throws Exception {
        assertThat(NodeScript.run("openai.mjs", space.chat().toString())).contains("guide");
    }

    @Test
    void the_pages_work_in_a_browser_with_and_without_script() throws Exception {
        Path screenshots = Files.createDirectories(Path.of("target/screenshots")).toAbsolutePath();
        NodeScript.run("browser.mjs", space.web().toString(), screenshots.toString());
        assertThat(screenshots.resolve("chat-desktop.png")).exists();
    }

    @Test
    void a_shell_asks_over_kafka() throws Exception {
        String call = shell.send("chat.requests", TURN,
                "{\"messages\":[{\"role\":\"user\",\"content\":\"What is RAG?\"}]}");
        List<ConsumerRecord<String, String>> replies = chatReplies(call);
        assertThat(replies).extracting(reply -> header(reply, "ce_type")).first().asString().endsWith("started.v1");
        assertThat(replies.getLast().value()).contains("\"type\":\"completed\"").containsIgnoringCase("retriev");
        assertThat(replies).extracting(reply -> header(reply, "ce_sequence")).isSorted().doesNotHaveDuplicates();

        String pipelineCall = shell.send("pipeline.requests", CALL,
                "{\"task\":{\"task\":\"zero-shot-classification\",\"inputs\":\"I booked a flight to Rome\","
                        + "\"candidate_labels\":[\"travel\",\"cooking\"]}}");
        assertThat(pipelineReplies(pipelineCall).getLast().value()).contains("\"labels\":[{\"label\":\"travel\"");
    }

    @Test
    void bad_input_gets_one_failed_reply() throws Exception {
        String call = shell.send("chat.requests", TURN, "{\"messages\":[{\"role\":\"robot\",\"content\":\"hi\"}]}");
        assertThat(chatReplies(call)).singleElement()
                .satisfies(reply -> assertThat(reply.value()).contains("invalid_request").contains("robot"));
        String other = shell.send("pipeline.requests", CALL, "{\"task\":{\"task\":\"mind-reading\"}}");
        assertThat(pipelineReplies(other)).singleElement()
                .satisfies(reply -> assertThat(reply.value()).contains("invalid_request").contains("mind-reading"));
    }

    @Test
    void what_cannot_be_decoded_goes_to_the_dead_letters_and_the_rest_goes_on() throws Exception {
        String marker = "not json " + ThreadLocalRandom.current().nextLong();
        for (String topic : List.of("chat.requests", "pipeline.requests")) {
            shell.sendRaw(topic, Map.of("ce_id", "x"), marker);
            List<ConsumerRecord<String, String>> dead = shell.read(topic + ".dlq",
                    letter -> marker.equals(letter.value()), letter -> true);
            assertThat(header(dead.getFirst(), "dead-letter-reason")).as("reason on " + topic).isNotBlank();
        }
        String call = shell.send("chat.requests", TURN, "{\"messages\":[{\"role\":\"user\",\"content\":\"What is BPE?\"}]}");
        assertThat(chatReplies(call).getLast().value()).contains("completed");
    }

    @Test
    void one_trace_goes_from_the_browser_through_both_topics_into_the_logs() throws Exception {
        String trace = HexFormat.of().formatHex(random(16));
        var joined = space.post(space.web().resolve("/gradio_api/call/chat"), "application/json",
                "{\"data\":[\"What is an embedding?\"]}", "traceparent",
                "00-%s-%s-01".formatted(trace, HexFormat.of().formatHex(random(8))));
        assertThat(joined.statusCode()).as(joined.body()).isEqualTo(200);
        for (String service : List.of("web-ui", "chat-service")) {
            Awaitility.await(service).atMost(Duration.ofSeconds(20)).until(() -> space.log(service).contains(trace));
        }
    }

    @Test
    void a_killed_chat_service_answers_in_a_new_attempt() throws Exception {
        provider.pauseBetweenChunks(50);
        try {
            String call = shell.send("chat.requests", TURN,
                    "{\"model\":\"openai/counter\",\"messages\":[{\"role\":\"user\",\"content\":\"count\"}]}");
            shell.replies("chat.replies", call, reply -> header(reply, "ce_type").endsWith("delta.v1"));
            space.service("chat-service").destroyForcibly();
            List<ConsumerRecord<String, String>> replies = chatReplies(call);
            assertThat(header(replies.getLast(), "ce_attempt")).isEqualTo("2");
            assertThat(replies.getLast().value()).contains(OpenAiLikeServer.wholeAnswer().strip());
        } finally {
            provider.pauseBetweenChunks(0);
        }
    }

    @Test
    void no_secret_is_in_any_log() throws IOException {
        for (String service : SERVICES) {
            assertThat(space.log(service)).doesNotContain("test-key-4711");
        }
    }

    private static List<ConsumerRecord<String, String>> chatReplies(String call) {
        return shell.replies("chat.replies", call, SpaceTest::ends);
    }

    private static List<ConsumerRecord<String, String>> pipelineReplies(String call) {
        return shell.replies("pipeline.replies", call, SpaceTest::ends);
    }

    private static boolean ends(ConsumerRecord<String, String> reply) {
        Matcher kind = Pattern.compile("(completed|failed|cancelled)\\.v1$").matcher(header(reply, "ce_type"));
        return kind.find();
    }

    private static byte[] random(int bytes) {
        byte[] random = new byte[bytes];
        ThreadLocalRandom.current().nextBytes(random);
        return random;
    }

    private static void keepLogs() throws IOException {
        Path kept = Files.createDirectories(Path.of("target/logs"));
        for (String service : SERVICES) {
            Files.writeString(kept.resolve(service + ".log"), space.log(service));
        }
    }
}
