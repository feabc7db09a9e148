package org.llmspace.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;

/// The broker is killed in the middle of answers, and comes back.
@QuarkusTest
@QuarkusTestResource(value = OwnBroker.class, restrictToAnnotatedClass = true)
class BrokerRestartTest {

    @Test
    void answers_go_on_and_nothing_is_lost_or_doubled() throws Exception {
        String whole = IntStream.rangeClosed(1, 300).mapToObj(i -> i + " ").collect(Collectors.joining());
        var session = CompletableFuture.supplyAsync(() -> {
            Http.post("/gradio_api/queue/join", "{\"data\":[\"count to 300\"],\"fn_index\":0,\"session_hash\":\"outlives\"}");
            return Http.get("/gradio_api/queue/data?session_hash=outlives").body();
        });
        PageStream page = new PageStream(new ObjectMapper().readTree(Http.form("/chat",
                java.util.Map.of("message", "count to 300"), "accept", "application/json").body()).path("call").asText());
        page.read(Http.base(), 5);
        assertThat(page.shown()).startsWith("1 2 3");
        kill();
        page.read(Http.base(), Integer.MAX_VALUE);
        assertThat(page.stage()).isEqualTo("completed");
        assertThat(page.text()).isEqualTo(whole);
        assertThat(page.shown()).isEqualTo(whole.strip());
        assertThat(session.join()).contains("\"data\":[\"" + whole + "\"]").contains("close_stream");
        HttpResponse<String> next = Http.post("/api/chat", "{\"message\":\"markdown again\"}");
        assertThat(next.body()).contains("\"data\":\"again\"");
    }

    private static void kill() {
        long pid = ConfigProvider.getConfig().getValue(OwnBroker.PID, Long.class);
        assertThat(ProcessHandle.of(pid)).hasValueSatisfying(ProcessHandle::destroyForcibly);
    }
}
