package org.llmspace.web.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llmspace.contracts.pipeline.Media;
import org.llmspace.contracts.web.PublicAddress;
import org.llmspace.contracts.web.PublicWeb;
import org.llmspace.web.endpoint.Endpoint;
import org.llmspace.web.endpoint.Endpoints;
import org.llmspace.web.endpoint.Inputs;
import org.llmspace.web.endpoint.InvalidInputException;
import org.llmspace.web.upload.UploadConfig;
import org.llmspace.web.upload.Uploads;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpServer;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.MemorySize;
import io.vertx.core.Vertx;

/// Files that are only named: by a path of the Space, or by an address of the public web and nowhere else.
class SentFilesTest {

    private static final Endpoint ENDPOINT = new Endpoints().named("image_to_text").orElseThrow();
    private static final byte[] PNG = new byte[] { (byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 1, 2, 3 };

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private HttpServer server;
    private String base;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        base = "http://pictures.example:" + server.getAddress().getPort();
        serve("/a.png", PNG);
        serve("/large.png", Arrays.copyOf(PNG, 300_000));
        serve("/huge.png", Arrays.copyOf(PNG, 1_000_001));
        server.createContext("/inside", exchange -> {
            exchange.getResponseHeaders().set("Location", "http://169.254.169.254/latest/meta-data/");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void a_file_of_the_public_web_is_fetched_and_sent_along() {
        for (JsonNode named : new JsonNode[] { text(base + "/a.png"), file(base + "/a.png", base + "/a.png"),
                file(base + "/a.png", null), file("", base + "/a.png") }) {
            Media media = in(named);
            assertThat(media.data()).as(named.toString()).isEqualTo(PNG);
            assertThat(media.mediaType()).isEqualTo("image/png");
        }
    }

    @Test
    void a_large_one_is_kept_here_and_referred_to() {
        Media media = in(text(base + "/large.png"));
        assertThat(media.dataref()).startsWith("http://space:7860/gradio_api/file=").endsWith("/large.png");
        String dataUrl = "data:image/png;base64," + Base64.getEncoder().encodeToString(Arrays.copyOf(PNG, 250_000));
        assertThat(in(text(dataUrl)).dataref()).startsWith("http://space:7860/gradio_api/file=");
    }

    @Test
    void what_is_too_large_or_not_there_is_refused() {
        refused(text(base + "/huge.png"), "larger than 1000000 bytes");
        refused(text(base + "/none.png"), "404");
        refused(file("0123456789abcdef0123456789abcdef/gone.png", null), "send it again");
        refused(file("/etc/passwd", null), "not here");
        refused(file("file:///etc/passwd", "file:///etc/passwd"), "not here");
    }

    @Test
    void nothing_of_the_house_is_fetched() {
        try (PublicWeb web = new PublicWeb(vertx)) {
            SentFiles files = files(web);
            for (String url : new String[] { base.replace("pictures.example", "localhost") + "/a.png",
                    base.replace("pictures.example", "127.0.0.1") + "/a.png", "http://[::1]/a.png",
                    "http://10.0.0.1/a.png", "http://169.254.169.254/latest/meta-data/" }) {
                assertThatExceptionOfType(InvalidInputException.class).as(url)
                        .isThrownBy(
                                () -> files.in(ENDPOINT, Inputs.of(Map.of("inputs", file(url, url))), path -> Optional.empty()))
                        .withMessageContaining("no public address");
            }
        }
        refused(text(base + "/inside"), "no public address");
    }

    @Test
    void what_the_space_gave_it_takes_again() {
        JsonNode named = file("0123456789abcdef0123456789abcdef/image.png", "http://localhost:1/x");
        Inputs ready = files(publicPictures()).in(ENDPOINT, Inputs.of(Map.of("inputs", named)),
                path -> path.endsWith("/image.png") ? Optional.of(PNG) : Optional.empty());
        assertThat(ready.media("inputs").data()).isEqualTo(PNG);
    }

    private Media in(JsonNode named) {
        return files(publicPictures()).in(ENDPOINT, Inputs.of(Map.of("inputs", named)), path -> Optional.empty())
                .media("inputs");
    }

    private void refused(JsonNode named, String why) {
        assertThatExceptionOfType(InvalidInputException.class).isThrownBy(() -> in(named)).withMessageContaining(why);
    }

    /// As if the name on the test's own server were one of the public web; every other address is what it is.
    private PublicWeb publicPictures() {
        return new PublicWeb(vertx, host -> host.equals("pictures.example")
                ? new InetAddress[] { InetAddress.getLoopbackAddress() }
                : InetAddress.getAllByName(host), address -> address.isLoopbackAddress() || PublicAddress.isPublic(address));
    }

    private SentFiles files(PublicWeb web) {
        UploadConfig config = new UploadConfig() {
            @Override
            public Optional<Path> folder() {
                return Optional.of(folder);
            }

            @Override
            public MemorySize maxFileSize() {
                return size(1_000_000);
            }

            @Override
            public MemorySize maxRequestSize() {
                return size(1_000_000);
            }

            @Override
            public MemorySize maxTotalSize() {
                return size(10_000_000);
            }

            @Override
            public Duration kept() {
                return Duration.ofHours(1);
            }

            @Override
            public URI serviceUrl() {
                return URI.create("http://space:7860");
            }
        };
        return new SentFiles(new Uploads(config, new SimpleMeterRegistry()), config, path -> "", web);
    }

    private static MemorySize size(long bytes) {
        return new MemorySize(java.math.BigInteger.valueOf(bytes));
    }

    private static JsonNode text(String text) {
        return JsonNodeFactory.instance.textNode(text);
    }

    private static JsonNode file(String path, String url) {
        return JsonNodeFactory.instance.objectNode().put("path", path).put("url", url).set("meta",
                JsonNodeFactory.instance.objectNode().put("_type", "gradio.FileData"));
    }

    private void serve(String path, byte[] bytes) {
        server.createContext(path, exchange -> {
            exchange.sendResponseHeaders(200, bytes.length);
            try (exchange; var out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        });
    }
}
