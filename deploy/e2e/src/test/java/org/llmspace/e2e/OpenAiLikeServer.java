package org.llmspace.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/// A server on loopback that speaks OpenAI's protocol: it counts to 100, a chunk per number. The model `instant` says one chunk
/// at once; `paced` thinks for a tenth of a second and then says twenty, as fast as people read.
final class OpenAiLikeServer implements AutoCloseable {

    static final int DELTAS = 100;

    private final HttpServer server;
    private final AtomicInteger asked = new AtomicInteger();
    private volatile int pauseMs;

    OpenAiLikeServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/models", exchange -> answer(exchange,
                "{\"object\":\"list\",\"data\":[{\"id\":\"counter\",\"object\":\"model\",\"created\":1,\"owned_by\":\"test\"}]}"));
        server.createContext("/v1/chat/completions", this::count);
        server.start();
    }

    /// What `OPENAI_BASE_URL` has to be.
    String baseUrl() {
        return "http://localhost:%d/v1".formatted(server.getAddress().getPort());
    }

    /// How long the server waits between two chunks from now on.
    void pauseBetweenChunks(int milliseconds) {
        pauseMs = milliseconds;
    }

    int asked() {
        return asked.get();
    }

    static String wholeAnswer() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < DELTAS; i++) {
            text.append(i).append(' ');
        }
        return text.toString();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void count(HttpExchange exchange) throws IOException {
        asked.incrementAndGet();
        String request = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        if (!request.matches("(?s).*\"stream\"\\s*:\\s*true.*")) {
            answer(exchange, """
                    {"id":"1","object":"chat.completion","created":1,"model":"counter","choices":[{"index":0,
                    "message":{"role":"assistant","content":"%s"},"finish_reason":"stop"}],
                    "usage":{"prompt_tokens":1,"completion_tokens":100,"total_tokens":101}}""".formatted(wholeAnswer()));
            return;
        }
        boolean paced = request.contains("\"paced\"");
        int deltas = paced ? 20 : request.contains("\"instant\"") ? 1 : DELTAS;
        exchange.getResponseHeaders().add("content-type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream body = exchange.getResponseBody()) {
            pause(paced ? 100 : 0);
            chunk(body, "{\"role\":\"assistant\",\"content\":\"\"}", "null");
            for (int i = 0; i < deltas; i++) {
                chunk(body, "{\"content\":\"%d \"}".formatted(i), "null");
                pause(paced ? 20 : pauseMs);
            }
            chunk(body, "{}", "\"stop\"");
            body.write("data: [DONE]\n\n".getBytes(UTF_8));
        }
    }

    private static void chunk(OutputStream body, String delta, String finish) throws IOException {
        body.write(
                """
                        data: {"id":"1","object":"chat.completion.chunk","created":1,"model":"counter","choices":[{"index":0,"delta":%s,"finish_reason":%s}]}

                        """
                        .formatted(delta, finish).getBytes(UTF_8));
        body.flush();
    }

    private static void pause(int milliseconds) {
        if (milliseconds > 0) {
            try {
                Thread.sleep(milliseconds);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void answer(HttpExchange exchange, String json) throws IOException {
        byte[] body = json.getBytes(UTF_8);
        exchange.getResponseHeaders().add("content-type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }
}
