package org.llmspace.web.space;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.llmspace.web.Http;
import org.llmspace.web.PageStream;
import org.llmspace.web.RealBroker;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;

/// However often a page loses its stream, the answer is whole in the end.
@QuarkusTest
@QuarkusTestResource(RealBroker.class)
class ReconnectTest {

    @Test
    void three_reconnects_give_the_exact_text() throws Exception {
        PageStream page = new PageStream(ask("count to 120"));
        for (int i = 0; i < 3; i++) {
            page.read(Http.base(), 3);
            assertThat(page.stage()).isEqualTo("running");
            assertThat(page.shown()).startsWith("1 2 3").doesNotContain("120");
            Thread.sleep(150);
        }
        page.read(Http.base(), Integer.MAX_VALUE);
        String whole = IntStream.rangeClosed(1, 120).mapToObj(i -> i + " ").collect(Collectors.joining());
        assertThat(page.text()).isEqualTo(whole);
        assertThat(page.shown()).isEqualTo(whole.strip());
        assertThat(page.stage()).isEqualTo("completed");
    }

    @Test
    void a_worker_that_dies_costs_a_new_attempt_and_leaves_nothing_of_the_old_one() throws Exception {
        PageStream page = new PageStream(ask("die once"));
        page.read(Http.base(), 3);
        assertThat(page.shown()).startsWith("What");
        page.read(Http.base(), 2);
        page.read(Http.base(), Integer.MAX_VALUE);
        assertThat(page.text()).isEqualTo("The second attempt has **all** of it.");
        assertThat(page.shown()).isEqualTo("The second attempt has all of it.");
        assertThat(Http.get("/chat?call=" + page.call(), "accept", "text/html").body())
                .contains("The second attempt has <strong>all</strong> of it.").doesNotContain("the first");
    }

    @Test
    void gradios_clients_get_the_new_attempt_too() {
        Http.post("/gradio_api/queue/join", "{\"data\":[\"die once\"],\"fn_index\":0,\"session_hash\":\"dies\"}");
        String stream = Http.get("/gradio_api/queue/data?session_hash=dies").body();
        assertThat(stream).contains("[\"replace\",[],\"The second \"]", "\"data\":[\"The second attempt has **all** of it.\"]");
    }

    @Test
    void an_answer_that_nobody_waited_for_is_there_later_as_often_as_it_is_looked_at() throws Exception {
        String call = ask("count to 20");
        Thread.sleep(900);
        for (int i = 0; i < 3; i++) {
            PageStream page = new PageStream(call);
            page.read(Http.base(), Integer.MAX_VALUE);
            assertThat(page.text()).startsWith("1 2 3").endsWith("19 20 ");
            assertThat(page.events()).isEqualTo(1);
        }
    }

    private static String ask(String message) throws Exception {
        String taken = Http.form("/chat", Map.of("message", message), "accept", "application/json").body();
        return new ObjectMapper().readTree(taken).path("call").asText();
    }
}
