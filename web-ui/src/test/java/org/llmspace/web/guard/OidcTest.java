package org.llmspace.web.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.llmspace.web.Http;
import org.llmspace.web.RealBroker;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;

/// People log in where they are known.
@QuarkusTest
@QuarkusTestResource(value = FakeProvider.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(RealBroker.class)
class OidcTest {

    private record Begun(Map<String, String> asked, String cookie) {
    }

    @Test
    void somebody_whom_the_provider_knows_comes_in() {
        HttpResponse<String> stranger = Http.get("/pipelines", "accept", "text/html");
        assertThat(stranger.headers().firstValue("location")).contains("/login?next=pipelines");
        assertThat(Http.get("/login?next=pipelines", "accept", "text/html").headers().firstValue("location"))
                .hasValueSatisfying(to -> assertThat(to).endsWith("/login/oidc?next=pipelines"));
        Begun begun = begin();
        assertThat(begun.asked()).containsEntry("client_id", "the-space").containsEntry("response_type", "code")
                .containsEntry("code_challenge_method", "S256")
                .hasEntrySatisfying("scope", scope -> assertThat(scope).contains("openid"))
                .hasEntrySatisfying("redirect_uri", uri -> assertThat(uri).endsWith("/login/callback"));
        HttpResponse<String> in = back(begun, "ada", begun.asked().get("nonce"), begun.asked().get("state"));
        assertThat(in.statusCode()).as(in.body()).isEqualTo(303);
        assertThat(in.headers().firstValue("location")).hasValueSatisfying(to -> assertThat(to).endsWith("/pipelines"));
        String cookie = in.headers().allValues("set-cookie").stream().filter(one -> one.startsWith("access-token="))
                .findFirst().orElseThrow();
        assertThat(cookie).contains("HttpOnly", "SameSite=Lax");
        assertThat(Http.get("/config", "cookie", cookie.substring(0, cookie.indexOf(';'))).body())
                .contains("\"username\":\"oidc:ada\"");
    }

    @Test
    void what_is_not_the_providers_word_for_this_browser_now_does_not() {
        Begun begun = begin();
        String nonce = begun.asked().get("nonce");
        String state = begun.asked().get("state");
        assertThat(back(begun, "forged", nonce, state).statusCode()).isEqualTo(502);
        assertThat(back(begun, "of-another-client", nonce, state).statusCode()).isEqualTo(502);
        assertThat(back(begun, "too-late", nonce, state).statusCode()).isEqualTo(502);
        assertThat(back(begun, "ada", "another nonce", state).statusCode()).isEqualTo(502);
        assertThat(back(begun, "ada", nonce, "another-state").statusCode()).isEqualTo(400);
        assertThat(Http.get("/login/callback?code=x&state=" + state).statusCode()).isEqualTo(400);
        Begun other = begin();
        assertThat(Http.get("/login/callback?state=" + other.asked().get("state") + "&code="
                + FakeProvider.code("ada", nonce, begun.asked().get("code_challenge")), "cookie", other.cookie()).statusCode())
                .isEqualTo(502);
        String sealed = begun.cookie().substring(begun.cookie().indexOf('=') + 1);
        assertThat(Http.get("/config", "cookie", "access-token=" + sealed).statusCode()).isEqualTo(401);
        assertThat(Http.form("/login", Map.of("username", "ada", "password", "x")).statusCode()).isEqualTo(401);
    }

    private static Begun begin() {
        HttpResponse<String> to = Http.get("/login/oidc?next=pipelines", "accept", "text/html");
        assertThat(to.statusCode()).as(to.body()).isEqualTo(303);
        String query = URI.create(to.headers().firstValue("location").orElseThrow()).getRawQuery();
        Map<String, String> asked = Arrays.stream(query.split("&")).map(one -> one.split("=", 2))
                .collect(Collectors.toMap(one -> one[0], one -> URLDecoder.decode(one[1], StandardCharsets.UTF_8)));
        String cookie = to.headers().firstValue("set-cookie").orElseThrow();
        return new Begun(asked, cookie.substring(0, cookie.indexOf(';')));
    }

    private static HttpResponse<String> back(Begun begun, String name, String nonce, String state) {
        return Http.get("/login/callback?state=" + state + "&code="
                + FakeProvider.code(name, nonce, begun.asked().get("code_challenge")), "cookie", begun.cookie(), "accept",
                "text/html");
    }
}
