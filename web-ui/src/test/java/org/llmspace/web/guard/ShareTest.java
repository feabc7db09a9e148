package org.llmspace.web.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.llmspace.web.Http;
import org.llmspace.web.RealBroker;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

/// A client that asks more than its share is told when to come again.
@QuarkusTest
@TestProfile(ShareTest.Small.class)
@QuarkusTestResource(RealBroker.class)
class ShareTest {

    public static final class Small implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("llmspace.guard.calls-per-minute", "5", "LLMSPACE_BEHIND_PROXY", "true");
        }
    }

    @Test
    void the_sixth_call_in_a_moment_waits_and_looking_costs_nothing() {
        for (int i = 0; i < 5; i++) {
            assertThat(Http.post("/gradio_api/reset", "{}").statusCode()).isEqualTo(200);
        }
        HttpResponse<String> late = Http.post("/gradio_api/queue/join",
                "{\"data\":[\"x\"],\"fn_index\":0,\"session_hash\":\"a\"}");
        assertThat(late.statusCode()).isEqualTo(429);
        assertThat(late.headers().firstValueAsLong("retry-after").orElseThrow()).isBetween(1L, 12L);
        assertThat(late.body()).contains("\"detail\":\"Too many requests. Try again in ");
        assertThat(Http.get("/config").statusCode()).isEqualTo(200);
        assertThat(Http.post("/gradio_api/reset", "{}", "x-forwarded-for", "203.0.113.7").statusCode()).isEqualTo(200);
    }
}
