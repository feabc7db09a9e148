package org.llmspace.web.gradio;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.llmspace.web.Http;
import org.llmspace.web.RealBroker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

/// Files go in and come out byte by byte, under names that say nothing, and not without limit.
@QuarkusTest
@TestProfile(GradioFilesTest.SmallLimits.class)
@QuarkusTestResource(RealBroker.class)
class GradioFilesTest {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String PNG = "\u0089PNG\r\n\u001a\n\0\0\0\rIHDR and so on";

    public static final class SmallLimits implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("llmspace.uploads.max-file-size", "3M", "llmspace.uploads.max-request-size", "5M",
                    "llmspace.uploads.folder", "target/uploads-of-tests");
        }
    }

    @Test
    void what_was_sent_comes_back_whole_and_in_parts() throws Exception {
        byte[] content = new byte[2_000_000];
        new Random(7).nextBytes(content);
        String path = only(upload("", part("a b.bin", new String(content, ISO_8859_1))));
        assertThat(path).matches("[0-9a-f]{32}/a b\\.bin");
        String url = "/gradio_api/file=" + path.replace(" ", "%20");
        HttpResponse<byte[]> whole = bytes(url);
        assertThat(whole.body()).isEqualTo(content);
        assertThat(whole.headers().map()).containsEntry("accept-ranges", List.of("bytes"))
                .containsEntry("content-type", List.of("application/octet-stream"))
                .containsEntry("x-content-type-options", List.of("nosniff"));
        assertThat(whole.headers().firstValue("content-disposition")).hasValueSatisfying(
                disposition -> assertThat(disposition).isEqualTo("attachment; filename*=UTF-8''a%20b.bin"));
        HttpResponse<byte[]> part = bytes(url, "range", "bytes=10-19");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.headers().firstValue("content-range")).contains("bytes 10-19/2000000");
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(content, 10, 20));
        assertThat(bytes(url, "range", "bytes=-5").body()).hasSize(5);
        assertThat(bytes(url, "range", "bytes=2000000-").statusCode()).isEqualTo(416);
    }

    @Test
    void the_content_tells_the_type_and_only_harmless_types_are_shown() throws Exception {
        HttpResponse<byte[]> image = bytes("/gradio_api/file=" + only(upload("", part("page.html", PNG))));
        assertThat(image.headers().firstValue("content-type")).contains("image/png");
        assertThat(image.headers().firstValue("content-security-policy")).contains("default-src 'none'; sandbox");
        HttpResponse<byte[]> page = bytes(
                "/gradio_api/file=" + only(upload("", part("image.png", "<html><script>alert(1)</script>"))));
        assertThat(page.headers().firstValue("content-type")).contains("application/octet-stream");
        for (String[] active : new String[][] { { "a.svg", "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>" },
                { "b.txt", "\n <?xml version='1.0'?><svg/>" }, { "c.html", "hello" }, { "d.js", "alert(1)" },
                { "e.xml", "<a/>" }, { "f", "<!doctype html><p>" } }) {
            HttpResponse<byte[]> sent = bytes("/gradio_api/file=" + only(upload("", part(active[0], active[1]))));
            assertThat(sent.headers().firstValue("content-type")).as(active[0]).contains("application/octet-stream");
            assertThat(sent.headers().firstValue("content-disposition").orElseThrow()).startsWith("attachment");
            assertThat(sent.headers().firstValue("x-content-type-options")).contains("nosniff");
        }
        assertThat(bytes("/gradio_api/file=" + only(upload("", part("a.txt", "a < b")))).headers()
                .firstValue("content-type")).contains("text/plain;charset=UTF-8");
    }

    @Test
    void several_files_of_a_request_are_named_in_their_order() throws Exception {
        StringBuilder parts = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            parts.append(part(i + ".txt", "x".repeat((40 - i) * 1_000)));
        }
        HttpResponse<String> uploaded = upload("", parts.toString());
        assertThat(uploaded.statusCode()).as(uploaded.body()).isEqualTo(200);
        JsonNode paths = new ObjectMapper().readTree(uploaded.body());
        assertThat(paths).hasSize(40);
        for (int i = 0; i < 40; i++) {
            assertThat(paths.path(i).textValue()).endsWith("/" + i + ".txt");
            assertThat(bytes("/gradio_api/file=" + paths.path(i).textValue()).body()).hasSize((40 - i) * 1_000);
        }
    }

    @Test
    void names_lead_nowhere() throws Exception {
        assertThat(only(upload("", part("../../etc/passwd", "x")))).matches("[0-9a-f]{32}/passwd");
        assertThat(only(upload("", part("..\\\\..\\\\x.txt", "x")))).matches("[0-9a-f]{32}/x\\.txt");
        assertThat(only(upload("", part("..", "x")))).matches("[0-9a-f]{32}/tmp[0-9a-f]+");
        assertThat(only(upload("", part("x".repeat(300) + ".png", "x")))).endsWith("x.png").hasSizeLessThan(140);
        for (String path : new String[] { "..%2F..%2Fpom.xml", "/etc/passwd", "%2Fetc%2Fpasswd",
                "00000000000000000000000000000000/..%2F..%2Fx", "x%00y", "%zz" }) {
            HttpResponse<byte[]> refused = bytes("/gradio_api/file=" + path.replace("%zz", "%25zz"));
            assertThat(refused.statusCode()).as(path).isEqualTo(403);
            assertThat(new String(refused.body(), ISO_8859_1)).startsWith("{\"detail\":\"File not allowed: ");
        }
    }

    @Test
    void what_is_too_large_is_refused_while_it_arrives() throws Exception {
        HttpResponse<String> file = upload("", part("large", "x".repeat(3_200_000)));
        assertThat(file.statusCode()).as(file.body()).isEqualTo(413);
        assertThat(file.body()).contains("maximum allowed size");
        String two = part("one", "x".repeat(2_900_000)) + part("two", "x".repeat(2_900_000));
        assertThat(upload("", two).statusCode()).isEqualTo(413);
    }

    @Test
    void other_bodies_are_told_what_is_expected() throws Exception {
        assertThat(Http.post("/gradio_api/upload", "{}").statusCode()).isEqualTo(400);
        HttpResponse<String> other = upload("", "--b\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nx\r\n");
        assertThat(other.statusCode()).isEqualTo(400);
        assertThat(other.body()).contains("'files'");
    }

    @Test
    void progress_is_told_to_whoever_knows_the_uploads_id() throws Exception {
        assertThat(upload("?upload_id=u%2F..1", part("a.txt", "hello") + part("b.txt", "world")).statusCode())
                .isEqualTo(200);
        String told = Http.get("/gradio_api/upload_progress?upload_id=u%2F..1").body();
        assertThat(told).isEqualTo("""
                data: {"msg":"update","orig_name":"a.txt","chunk_size":5}

                data: {"msg":"update","orig_name":"b.txt","chunk_size":5}

                data: {"msg":"done"}

                """);
        assertThat(Http.get("/gradio_api/upload_progress?upload_id=other").statusCode()).isEqualTo(404);
    }

    private static String part(String name, String content) {
        return "--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"%s\"\r\n".formatted(name)
                + "Content-Type: application/octet-stream\r\n\r\n" + content + "\r\n";
    }

    private static HttpResponse<String> upload(String query, String parts) throws Exception {
        return CLIENT.send(HttpRequest.newBuilder(URI.create(Http.base() + "/gradio_api/upload" + query))
                .header("content-type", "multipart/form-data; boundary=b")
                .POST(HttpRequest.BodyPublishers.ofString(parts + "--b--\r\n", ISO_8859_1)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static String only(HttpResponse<String> uploaded) throws Exception {
        assertThat(uploaded.statusCode()).as(uploaded.body()).isEqualTo(200);
        JsonNode paths = new ObjectMapper().readTree(uploaded.body());
        assertThat(paths).hasSize(1);
        return paths.path(0).textValue();
    }

    private static HttpResponse<byte[]> bytes(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(Http.base() + path));
        return CLIENT.send((headers.length == 0 ? request : request.headers(headers)).build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }
}
