package org.llmspace.web.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.llmspace.web.Http;
import org.llmspace.web.RealBroker;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

/// Many long answers take no more memory than they may: the oldest are forgotten, the latest and those under way are not.
@QuarkusTest
@TestProfile(KeptCallsTest.Little.class)
@QuarkusTestResource(RealBroker.class)
class KeptCallsTest {

    private static final int MOST = 100_000;

    public static final class Little implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("llmspace.calls.max-kept-size", Integer.toString(MOST));
        }
    }

    @Test
    void old_answers_are_forgotten_by_size() throws Exception {
        String open = id(Http.post("/gradio_api/call/v2/chat", "{\"message\":\"count to 400\"}").body(), "event_id");
        List<String> ended = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            ended.add(id(Http.post("/api/chat", "{\"message\":\"burst 2000\"}").body(), "id"));
        }
        String metrics = Http.get("/q/metrics").body();
        double held = Double.parseDouble(metrics.replaceAll("(?s).*\\nllmspace_web_calls_bytes(?:\\{[^}]*})? (\\S+).*", "$1"));
        assertThat(held).isBetween(20_000.0, MOST * 1.5);
        assertThat(Http.get("/gradio_api/call/chat/" + ended.getFirst()).body()).contains("404: Not Found");
        assertThat(Http.get("/gradio_api/call/chat/" + ended.getLast()).body()).contains(" 1999 2000 ");
        assertThat(Http.get("/gradio_api/call/chat/" + open).body()).endsWith(" 399 400 \"]\n\n");
    }

    private static String id(String body, String field) throws Exception {
        return new ObjectMapper().readTree(body).path(field).asText();
    }
}
