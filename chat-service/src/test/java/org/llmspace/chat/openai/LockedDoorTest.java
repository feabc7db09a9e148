package org.llmspace.chat.openai;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.llmspace.chat.ProviderServer;
import org.llmspace.chat.RunningService;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;

/// The running door with a file of keys.
@QuarkusTest
@QuarkusTestResource(RunningService.class)
@TestProfile(LockedDoorTest.Keys.class)
class LockedDoorTest {

    public static class Keys implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            try {
                Path file = Files.writeString(Path.of("target/api-keys").toAbsolutePath(), """
                        # name key requests-per-minute dollars-per-day
                        ann sk-ann-0123456789
                        bob sk-bob-0123456789 2
                        eve sk-eve-0123456789 0 0.000001
                        """);
                return Map.of("llmspace.chat.openai.keys-file", file.toString(), "llmspace.chat.openai.longest-answer", "2s");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @SuppressWarnings("NullAway.Init") // injected by RunningService
    ProviderServer provider;

    @BeforeEach
    void reset() {
        provider.reset();
    }

    @Test
    void aMissingOrWrongKeyIsRefused() {
        for (String key : new String[] { "Bearer wrong", "sk-ann-0123456789", "" }) {
            ask(key, "openai/test-model").statusCode(401).header("x-request-id", not(equalTo(null)))
                    .body("error.code", equalTo("invalid_api_key")).body("error.type", equalTo("invalid_request_error"));
        }
        given().get("/v1/models").then().statusCode(200);
        given().header("Authorization", "Bearer wrong").get("/v1/models").then().statusCode(401);
        ask("Bearer sk-ann-0123456789", "openai/test-model").statusCode(200);
    }

    @Test
    void aKeyHasItsOwnRateAndItsOwnBudget() {
        ask("Bearer sk-bob-0123456789", "openai/test-model").statusCode(200);
        ask("Bearer sk-bob-0123456789", "openai/test-model").statusCode(200);
        ask("Bearer sk-bob-0123456789", "openai/test-model").statusCode(429).header("retry-after", not(equalTo(null)))
                .body("error.code", equalTo("rate_limit_exceeded"));
        ask("Bearer sk-eve-0123456789", "openai/gpt-4o-mini").statusCode(200);
        ask("Bearer sk-eve-0123456789", "openai/gpt-4o-mini").statusCode(429).header("retry-after", equalTo(null))
                .body("error.code", equalTo("insufficient_quota"));
        ask("Bearer sk-ann-0123456789", "openai/test-model").statusCode(200);
    }

    @Test
    void anAnswerThatTakesTooLongIsAnErrorThatSaysToStream() {
        provider.always((exchange, _) -> ProviderServer.talk(exchange, java.time.Duration.ofMillis(20)));
        ask("Bearer sk-ann-0123456789", "openai/test-model").statusCode(504).body("error.code", equalTo("timeout"))
                .body("error.message", equalTo("The answer took more than 2 seconds; ask for it with 'stream': true"));
    }

    private static ValidatableResponse ask(String authorization, String model) {
        return given().header("Authorization", authorization).contentType("application/json")
                .body("{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}".formatted(model))
                .post("/v1/chat/completions").then();
    }
}
