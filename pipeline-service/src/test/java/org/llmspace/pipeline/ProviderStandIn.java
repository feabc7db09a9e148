package org.llmspace.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/// Stands in for the Hub and its Inference Providers: draws an image, holds a conversation, and one that never ends.
public final class ProviderStandIn implements QuarkusTestResourceLifecycleManager {

    /// Ends when a client leaves the conversation that never ends.
    public static final CountDownLatch LEFT = new CountDownLatch(1);

    private HttpServer server;

    @Override
    public Map<String, String> start() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(task -> Thread.ofVirtual().start(task));
        server.createContext("/api/models/stub/image", exchange -> mapping(exchange, "text-to-image"));
        server.createContext("/api/models/stub/text", exchange -> mapping(exchange, "conversational"));
        server.createContext("/hf-inference/models/stub/id",
                exchange -> answer(exchange, "image/png", new byte[] { (byte) 0x89, 'P', 'N', 'G', 1, 2, 3 }));
        server.createContext("/v1/chat/completions", ProviderStandIn::chat);
        server.start();
        String address = "http://127.0.0.1:" + server.getAddress().getPort();
        return Map.of("llmspace.remote.router", address, "llmspace.hub.endpoint", address, "llmspace.hub.offline", "false",
                "llmspace.hub.token", "hf_test");
    }

    @Override
    public void stop() {
        server.stop(0);
    }

    private static void mapping(HttpExchange exchange, String task) throws IOException {
        answer(exchange, "application/json", """
                {"inferenceProviderMapping":[{"provider":"hf-inference","providerId":"stub/id","status":"live","task":"%s"}]}"""
                .formatted(task).getBytes(UTF_8));
    }

    private static void chat(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        if (!body.contains("\"stream\":true")) {
            answer(exchange, "application/json",
                    "{\"choices\":[{\"message\":{\"content\":\"Hello\"},\"finish_reason\":\"stop\"}]}".getBytes(UTF_8));
            return;
        }
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        try (exchange; OutputStream out = exchange.getResponseBody()) {
            say(out, "Hel");
            while (body.contains("for ever")) {
                Thread.sleep(20);
                say(out, "lo");
            }
            say(out, "lo");
            out.write("data: [DONE]\n\n".getBytes(UTF_8));
        } catch (IOException e) {
            LEFT.countDown();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void say(OutputStream out, String text) throws IOException {
        out.write("data: {\"choices\":[{\"delta\":{\"content\":\"%s\"}}]}\n\n".formatted(text).getBytes(UTF_8));
        out.flush();
    }

    private static void answer(HttpExchange exchange, String type, byte[] body) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
