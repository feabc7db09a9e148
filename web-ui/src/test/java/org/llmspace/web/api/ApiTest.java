package org.llmspace.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.llmspace.web.Http;
import org.llmspace.web.RealBroker;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
@QuarkusTestResource(RealBroker.class)
class ApiTest {

    @Test
    void one_call_gives_the_answer() {
        var answer = Http.post("/api/zero_shot_classification",
                "{\"inputs\":\"late train\",\"candidate_labels\":[\"travel\",\"food\"]}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"model\":\"builtin/minilm\"", "\"label\":\"travel\"");
    }

    @Test
    void a_stream_is_given_when_asked_for() {
        String body = Http.post("/api/chat", "{\"message\":\"What is RAG?\"}", "accept", "text/event-stream").body();
        assertThat(body).startsWith("event: delta\ndata: {\"text\":\"Question")
                .contains("event: result\n", "\"data\":\"Question 1. Retrieval **finds** passages first [1].\"");
    }

    @Test
    void errors_have_one_shape_and_say_what_to_do() {
        assertThat(Http.post("/api/chat", "{\"message\":\"fail\"}").statusCode()).isEqualTo(422);
        assertThat(Http.post("/api/chat", "{\"message\":\"fail\"}").body())
                .contains("\"code\":\"invalid_request\"", "the model said no");
        assertThat(Http.post("/api/nothing", "{}").statusCode()).isEqualTo(404);
        assertThat(Http.post("/api/chat", "[]").statusCode()).isEqualTo(400);
        assertThat(Http.post("/api/chat", "{}").statusCode()).isEqualTo(422);
        assertThat(Http.post("/api/chat", "{}").body()).startsWith("{\"error\":{").contains("\"code\":\"invalid_request\"",
                "'message' is missing");
    }
}
