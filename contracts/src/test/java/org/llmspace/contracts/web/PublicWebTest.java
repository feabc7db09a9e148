package org.llmspace.contracts.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.vertx.core.Vertx;

/// What strangers' addresses may lead to, and how much of it is taken.
class PublicWebTest {

    private static final PublicWeb.Limits LIMITS = new PublicWeb.Limits(1_000, Duration.ofSeconds(3));

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger asked = new AtomicInteger();
    private HttpServer server;
    private int port;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(task -> Thread.ofVirtual().start(task));
        port = server.getAddress().getPort();
        server.createContext("/page", exchange -> {
            asked.incrementAndGet();
            answer(exchange, 200, "host " + exchange.getRequestHeaders().getFirst("Host") + " " + exchange.getRequestURI());
        });
        server.createContext("/to", exchange -> {
            exchange.getResponseHeaders().set("Location", exchange.getRequestURI().getQuery());
            answer(exchange, 302, "");
        });
        server.createContext("/loop", exchange -> {
            exchange.getResponseHeaders().set("Location", "/loop");
            answer(exchange, 301, "");
        });
        server.createContext("/large", exchange -> answer(exchange, 200, "x".repeat(100_000)));
        server.createContext("/slow", exchange -> pause(exchange));
        server.createContext("/bomb", PublicWebTest::bomb);
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop(0);
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    @ParameterizedTest
    @ValueSource(strings = { "127.0.0.1", "127.9.9.9", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1",
            "169.254.169.254", "100.64.0.1", "100.127.255.255", "0.0.0.0", "192.0.0.8", "198.18.0.1", "224.0.0.1",
            "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "fd12::1", "ff02::1", "::ffff:10.0.0.1", "::127.0.0.1",
            "64:ff9b::a00:1", "2002:7f00:1::", "2001:db8::1", "2001::1", "fec0::1" })
    void addressesOfTheHouseAreNotPublic(String address) throws Exception {
        assertThat(PublicAddress.isPublic(InetAddress.getByName(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = { "8.8.8.8", "1.1.1.1", "172.32.0.1", "172.15.0.1", "100.63.0.1", "100.128.0.1", "192.169.0.1",
            "2606:4700::1111", "2a00:1450::5", "64:ff9b::808:808", "::ffff:8.8.8.8" })
    void addressesOfTheInternetArePublic(String address) throws Exception {
        assertThat(PublicAddress.isPublic(InetAddress.getByName(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "http://127.0.0.1:%d/page", "http://localhost:%d/page", "http://2130706433:%d/page",
            "http://0x7f.1:%d/page", "http://[::1]:%d/page", "http://[::ffff:127.0.0.1]:%d/page", "http://0:%d/page" })
    void nothingOfThisComputerIsFetched(String url) {
        assertThatExceptionOfType(PublicWebException.class)
                .isThrownBy(() -> new PublicWeb(vertx).fetch(url.formatted(port), LIMITS));
        assertThat(asked).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = { "file:///etc/passwd", "ftp://example.org/", "example.org", "http://",
            "http://user:pw@example.org/",
            "jar:http://example.org!/x", "http://exa mple.org", "" })
    void onlyWebAddressesAreTaken(String url) {
        assertThatExceptionOfType(PublicWebException.class).isThrownBy(() -> new PublicWeb(vertx).fetch(url, LIMITS))
                .withMessageContaining("web address");
    }

    /// The name is looked up once; a second look that leads elsewhere is not taken.
    @Test
    void theConnectionGoesToTheAddressThatWasLookedAt() {
        AtomicInteger looks = new AtomicInteger();
        PublicWeb web = new PublicWeb(vertx, _ -> {
            looks.incrementAndGet();
            return new InetAddress[] { InetAddress.getLoopbackAddress() };
        }, _ -> true);
        var page = web.fetch("http://rebinding.example:%d/page?a=b#part".formatted(port), LIMITS);
        assertThat(new String(page.body(), UTF_8)).isEqualTo("host rebinding.example:%d /page?a=b".formatted(port));
        assertThat(looks).hasValue(1);
        assertThat(page.cut()).isFalse();
    }

    @Test
    void redirectsAreLookedAtLikeAddresses() {
        PublicWeb web = new PublicWeb(vertx, host -> new InetAddress[] { host.equals("inside.example")
                ? InetAddress.getByName("10.0.0.1")
                : InetAddress.getLoopbackAddress() }, address -> address.isLoopbackAddress());
        String to = "http://outside.example:%d/to?".formatted(port);
        assertThat(web.fetch(to + "/page", LIMITS).uri().getPath()).isEqualTo("/page");
        assertThatExceptionOfType(PublicWebException.class).isThrownBy(() -> web.fetch(to + "http://inside.example/", LIMITS))
                .withMessageContaining("no public address");
        assertThatExceptionOfType(PublicWebException.class).isThrownBy(() -> web.fetch(to + "file:///etc/passwd", LIMITS));
        assertThatExceptionOfType(PublicWebException.class)
                .isThrownBy(() -> web.fetch("http://outside.example:%d/loop".formatted(port), LIMITS))
                .withMessageContaining("redirects more than");
    }

    @Test
    void oneAddressInsideAmongOthersIsEnoughToRefuse() {
        PublicWeb web = new PublicWeb(vertx, _ -> new InetAddress[] { InetAddress.getByName("8.8.8.8"),
                InetAddress.getByName("127.0.0.1") }, PublicAddress::isPublic);
        assertThatExceptionOfType(PublicWebException.class).isThrownBy(() -> web.fetch("http://mixed.example/", LIMITS));
    }

    @Test
    void sizeAndTimeHaveLimits() {
        PublicWeb web = new PublicWeb(vertx, InetAddress::getAllByName, _ -> true);
        String base = "http://127.0.0.1:%d".formatted(port);
        var large = web.fetch(base + "/large", LIMITS);
        assertThat(large.body()).hasSize(1_000);
        assertThat(large.cut()).isTrue();
        assertThat(web.fetch(base + "/bomb", LIMITS).body()).hasSize(1_000);
        long began = System.nanoTime();
        assertThatExceptionOfType(PublicWebException.class)
                .isThrownBy(() -> web.fetch(base + "/slow", new PublicWeb.Limits(1_000, Duration.ofMillis(300))))
                .withMessageContaining("in time");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
        assertThatExceptionOfType(PublicWebException.class).isThrownBy(() -> web.fetch(base + "/none", LIMITS))
                .withMessageContaining("404");
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        try (exchange; var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    private static void pause(HttpExchange exchange) throws IOException {
        try {
            Thread.sleep(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        answer(exchange, 200, "late");
    }

    private static void bomb(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Encoding", "gzip");
        exchange.sendResponseHeaders(200, 0);
        try (exchange; var out = new GZIPOutputStream(exchange.getResponseBody())) {
            for (int i = 0; i < 5_000; i++) {
                out.write(new byte[10_000]);
            }
        }
    }
}
