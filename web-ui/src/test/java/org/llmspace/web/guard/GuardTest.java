package org.llmspace.web.guard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.llmspace.testing.NodeScript;
import org.llmspace.web.Http;
import org.llmspace.web.RealBroker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import at.favre.lib.crypto.bcrypt.BCrypt;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

/// A Space for some people only, under a path of its host, behind a proxy.
@QuarkusTest
@TestProfile(GuardTest.Guarded.class)
@QuarkusTestResource(RealBroker.class)
class GuardTest {

    private static final Map<String, String> ADA = Map.of("username", "ada", "password", "correct horse");
    private static final String NOT_AUTHENTICATED = "{\"detail\":{\"error\":\"Not authenticated\",\"auth_message\":null}}";

    public static final class Guarded implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            try {
                Path users = Files.createTempFile("users", ".htpasswd");
                users.toFile().deleteOnExit();
                Files.writeString(users,
                        "# who may come in\nada:%s\nbob:%s\n".formatted(hash("correct horse"), hash("battery")));
                return Map.of("llmspace.guard.users-file", users.toString(), "llmspace.guard.root-path", "/space",
                        "llmspace.guard.logins-per-minute", "30", "LLMSPACE_BEHIND_PROXY", "true");
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        private static String hash(String password) {
            return BCrypt.withDefaults().hashToString(5, password.toCharArray());
        }
    }

    @Test
    void strangers_get_nothing_but_the_login() {
        for (String path : List.of("/", "/pipelines", "/models", "/use-via-api", "/pipelines/tokenize")) {
            HttpResponse<String> page = Http.get(path, "accept", "text/html");
            assertThat(page.statusCode()).as(path).isEqualTo(303);
            assertThat(page.headers().firstValue("location")).hasValueSatisfying(
                    to -> assertThat(to).startsWith("/space/login?next="));
        }
        for (String path : List.of("/config", "/gradio_api/info", "/gradio_api/queue/data?session_hash=a",
                "/gradio_api/call/chat/0", "/gradio_api/file=0/x", "/gradio_api/upload_progress?upload_id=1",
                "/gradio_api/heartbeat/a", "/gradio_api/mcp/schema", "/gradio_api/login_check", "/calls/0/events",
                "/space/config", "//config", "/./config", "/gradio_api%2Finfo", "/openapi.json")) {
            HttpResponse<String> refused = Http.get(path);
            assertThat(refused.statusCode()).as(path).isIn(401, 404);
            assertThat(refused.body()).as(path).doesNotContain("chat");
        }
        for (String path : List.of("/gradio_api/queue/join", "/gradio_api/run/chat", "/gradio_api/call/v2/chat",
                "/gradio_api/upload", "/gradio_api/cancel", "/gradio_api/mcp", "/api/chat", "/chat", "/models")) {
            HttpResponse<String> refused = Http.post(path, "{}");
            assertThat(refused.statusCode()).as(path).isEqualTo(401);
            assertThat(refused.body()).isEqualTo(NOT_AUTHENTICATED);
        }
        assertThat(Http.get("/space.css").statusCode()).isEqualTo(200);
        assertThat(Http.get("/q/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void a_name_and_its_password_open_pages_and_doors() {
        HttpResponse<String> form = Http.get("/login?next=pipelines", "accept", "text/html");
        assertThat(form.body()).contains("action=\"/space/login\"", "value=\"pipelines\"");
        HttpResponse<String> in = Http.form("/login", Map.of("username", "ada", "password", "correct horse", "next",
                "pipelines"), "accept", "text/html");
        assertThat(in.statusCode()).isEqualTo(303);
        assertThat(in.headers().firstValue("location")).hasValueSatisfying(to -> assertThat(to).endsWith("/space/pipelines"));
        String cookie = in.headers().firstValue("set-cookie").orElseThrow();
        assertThat(cookie).contains("HttpOnly", "SameSite=Lax", "Path=/space/").doesNotContain("Secure");
        String kept = cookie.substring(0, cookie.indexOf(';'));
        assertThat(Http.get("/pipelines", "accept", "text/html", "cookie", kept).statusCode()).isEqualTo(200);
        assertThat(Http.get("/config", "cookie", kept).body()).contains("\"username\":\"ada\"");
        assertThat(Http.get("/gradio_api/user", "authorization", "Bearer " + kept.substring(kept.indexOf('=') + 1)).body())
                .isEqualTo("\"ada\"");
        String basic = "Basic " + Base64.getEncoder().encodeToString("bob:battery".getBytes());
        assertThat(Http.post("/api/chat", "{\"message\":\"markdown hello\"}", "authorization", basic).body())
                .contains("\"data\":\"hello\"");
        assertThat(Http.get("/config", "cookie", kept.substring(0, kept.length() - 2) + "xx").statusCode()).isEqualTo(401);
    }

    @Test
    void wrong_ones_do_not() {
        HttpResponse<String> wrong = Http.form("/login", Map.of("username", "ada", "password", "incorrect"));
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(wrong.body()).isEqualTo("{\"detail\":\"Incorrect credentials.\"}");
        assertThat(wrong.headers().firstValue("set-cookie")).isEmpty();
        HttpResponse<String> person = Http.form("/login", Map.of("username", "eve", "password", "x"), "accept", "text/html");
        assertThat(person.statusCode()).isEqualTo(401);
        assertThat(person.body()).contains("Incorrect credentials.");
        String basic = "Basic " + Base64.getEncoder().encodeToString("ada:incorrect".getBytes());
        assertThat(Http.get("/config", "authorization", basic).statusCode()).isEqualTo(401);
        HttpResponse<String> astray = Http.form("/login", Map.of("username", "ada", "password", "correct horse", "next",
                "//elsewhere.example/"), "accept", "text/html");
        assertThat(astray.headers().firstValue("location")).hasValueSatisfying(to -> assertThat(to).endsWith("/space/"));
    }

    @Test
    void a_session_belongs_to_its_user() throws Exception {
        String ada = login(ADA);
        String bob = login(Map.of("username", "bob", "password", "battery"));
        String join = "{\"data\":[\"markdown secret\"],\"fn_index\":0,\"session_hash\":\"shared\"}";
        assertThat(Http.post("/gradio_api/queue/join", join, "cookie", ada).statusCode()).isEqualTo(200);
        assertThat(Http.get("/gradio_api/queue/data?session_hash=shared", "cookie", bob).body())
                .contains("session_not_found").doesNotContain("secret");
        assertThat(Http.get("/gradio_api/queue/data?session_hash=shared", "cookie", ada).body()).contains("secret");
    }

    @Test
    void what_is_kept_belongs_to_its_user_in_whatever_browser() throws Exception {
        String ada = login(ADA);
        String bob = login(Map.of("username", "bob", "password", "battery"));
        send("/documents", "name=\"name\"\r\n\r\nharbour of ada\r\n--b\r\n"
                + "Content-Disposition: form-data; name=\"text\"\r\n\r\nShips.", "cookie", ada);
        assertThat(Http.get("/documents", "cookie", login(ADA)).body()).contains("harbour of ada");
        String ofBrowser = "; owner=0123456789abcdef0123456789abcdef";
        assertThat(Http.get("/documents", "cookie", ada + ofBrowser).body()).contains("harbour of ada");
        assertThat(Http.get("/documents", "cookie", bob + ofBrowser).body()).doesNotContain("harbour of ada");
    }

    @Test
    void the_other_services_get_the_one_file_to_which_they_are_referred() throws Exception {
        String ada = login(ADA);
        String sent = send("/gradio_api/upload", "name=\"files\"; filename=\"a b.bin\"\r\n\r\n" + "x".repeat(200_000), "cookie",
                ada).body();
        String path = sent.replaceAll("[\\[\\]\"]", "");
        String file = "/gradio_api/file=" + path.replace(" ", "%20");
        assertThat(Http.get(file).statusCode()).isEqualTo(401);
        assertThat(Http.get(file + "?pass=x").statusCode()).isEqualTo(401);
        JsonNode seen = new ObjectMapper().readTree(Http.post("/api/image_to_text",
                "{\"inputs\":{\"path\":\"%s\"}}".formatted(path), "cookie", ada).body());
        String reference = seen.path("data").asText();
        assertThat(reference).startsWith("http").contains(file + "?pass=");
        String fetched = reference.substring(reference.indexOf("/gradio_api"));
        assertThat(Http.get(fetched).body()).hasSize(200_000);
        String other = send("/gradio_api/upload", "name=\"files\"; filename=\"other\"\r\n\r\nsecret", "cookie", ada).body()
                .replaceAll("[\\[\\]\"]", "");
        String pass = fetched.substring(fetched.indexOf('?'));
        assertThat(Http.get("/gradio_api/file=" + other + pass).statusCode()).isEqualTo(401);
        assertThat(Http.get("/config" + pass).statusCode()).isEqualTo(401);
    }

    private static HttpResponse<String> send(String path, String parts, String... headers) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(Http.base() + path)).headers(headers)
                .header("content-type", "multipart/form-data; boundary=b").POST(HttpRequest.BodyPublishers.ofString(
                        "--b\r\nContent-Disposition: form-data; " + parts + "\r\n--b--\r\n"))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isIn(200, 303);
            return answer;
        }
    }

    @Test
    void everything_is_under_the_path_of_the_space_whether_the_proxy_cuts_it_off_or_not() {
        String ada = login(ADA);
        for (String path : List.of("/space/", "/space", "/")) {
            HttpResponse<String> page = Http.get(path, "accept", "text/html", "cookie", ada);
            assertThat(page.statusCode()).as(path).isEqualTo(200);
            assertThat(page.body()).contains("href=\"/space/icon.svg", "src=\"/space/space.js")
                    .doesNotContain("href=\"/icon.svg");
        }
        assertThat(Http.get("/space/space.css").statusCode()).isEqualTo(200);
        assertThat(Http.get("/space/gradio_api/info?serialize=False", "cookie", ada).statusCode()).isEqualTo(200);
        assertThat(Http.post("/space/api/chat", "{\"message\":\"markdown *x*\"}", "cookie", ada).body()).contains("*x*");
        HttpResponse<String> sent = Http.form("/space/chat", Map.of("message", "hi"), "cookie", ada, "accept", "text/html");
        assertThat(sent.headers().firstValue("location")).hasValueSatisfying(to -> assertThat(to).contains("/space/chat?"));
    }

    @Test
    void the_policy_names_the_style_that_a_page_carries_and_no_other() throws Exception {
        HttpResponse<String> page = Http.get("/", "accept", "text/html", "cookie", login(ADA));
        String style = page.body().substring(page.body().indexOf("<style>") + 7, page.body().indexOf("</style>"));
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(style.getBytes(UTF_8));
        assertThat(style).hasSizeGreaterThan(10_000);
        assertThat(page.headers().allValues("content-security-policy")).singleElement().asString()
                .contains("style-src 'self' 'sha256-" + Base64.getEncoder().encodeToString(hash) + "';", "default-src 'none'")
                .doesNotContain("unsafe");
    }

    @Test
    void a_trusted_proxy_says_who_where_and_how() {
        String ada = login(ADA);
        String page = Http.get("/gradio_api/mcp/", "accept", "text/html", "cookie", ada, "x-forwarded-proto", "https",
                "x-forwarded-host", "llm.example.org", "x-forwarded-prefix", "/team").body();
        assertThat(page).contains("https://llm.example.org/team/gradio_api/mcp/", "href=\"/team/space.css\"");
        HttpResponse<String> in = Http.form("/login", ADA, "x-forwarded-proto", "https");
        assertThat(in.headers().firstValue("set-cookie")).hasValueSatisfying(cookie -> assertThat(cookie).contains("Secure"));
        HttpResponse<String> own = Http.form("/chat", Map.of("message", "hi"), "cookie", ada, "origin",
                "https://llm.example.org", "x-forwarded-proto", "https", "x-forwarded-host", "llm.example.org");
        assertThat(own.statusCode()).isIn(200, 303);
    }

    @Test
    void what_other_sites_send_in_a_visitors_name_is_refused() {
        String ada = login(ADA);
        Map<String, String> hi = Map.of("message", "hi");
        for (String[] headers : List.of(new String[] { "origin", "https://elsewhere.example" },
                new String[] { "origin", "null" }, new String[] { "sec-fetch-site", "cross-site" },
                new String[] { "sec-fetch-site", "cross-site", "origin", "https://elsewhere.example" })) {
            for (String path : List.of("/chat", "/models", "/theme", "/login", "/gradio_api/upload", "/gradio_api/mcp/",
                    "/api/chat")) {
                assertThat(Http.form(path, hi, with(headers, "cookie", ada)).statusCode()).as(path).isEqualTo(403);
            }
        }
        assertThat(Http.form("/chat", hi, "cookie", ada, "sec-fetch-site", "same-origin", "origin",
                "https://behind-a-proxy.example").statusCode()).isEqualTo(303);
    }

    @Test
    void gradios_own_client_logs_in() throws Exception {
        assertThat(NodeScript.run("login.mjs", Http.base() + "/space")).contains("logged in");
    }

    private static String login(Map<String, String> user) {
        String cookie = Http.form("/login", user).headers().firstValue("set-cookie").orElseThrow();
        return cookie.substring(0, cookie.indexOf(';'));
    }

    private static String[] with(String[] headers, String... more) {
        String[] all = java.util.Arrays.copyOf(headers, headers.length + more.length);
        System.arraycopy(more, 0, all, headers.length, more.length);
        return all;
    }
}
