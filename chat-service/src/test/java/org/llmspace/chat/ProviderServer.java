package org.llmspace.chat;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import org.llmspace.contracts.kafka.EventCodec;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/// A server on the loopback interface that speaks OpenAI's wire format as documented, and misbehaves when told to.
public final class ProviderServer implements AutoCloseable {

    /// How one request is answered.
    public interface Script {
        void answer(HttpExchange exchange, JsonNode request) throws IOException, InterruptedException;
    }

    public record Seen(JsonNode body, String authorization) {
    }

    private final HttpServer server;
    private final Queue<Script> next = new ConcurrentLinkedQueue<>();
    private volatile Script usual = (exchange, request) -> answer(exchange, words("Hello", " from", " upstream"));
    public final List<Seen> requests = new CopyOnWriteArrayList<>();
    public volatile String rawRequest = "";
    public volatile String rawAnswer = "{}";
    public final Set<InetSocketAddress> connections = ConcurrentHashMap.newKeySet();
    public final AtomicInteger closedByClient = new AtomicInteger();

    public ProviderServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(task -> Thread.ofVirtual().start(task));
        server.createContext("/v1/chat/completions", this::complete);
        server.createContext("/v1/models", exchange -> json(exchange, 200, """
                {"object":"list","data":[{"id":"test-model","object":"model","created":1700000000,"owned_by":"tests"}]}"""));
        server.createContext("/v1/audio/speech", exchange -> raw(exchange, "audio/mpeg"));
        server.createContext("/v1/audio/transcriptions", exchange -> raw(exchange, "application/json"));
        server.createContext("/v1/images/generations", exchange -> raw(exchange, "application/json"));
        server.createContext("/v1/embeddings", exchange -> raw(exchange, "application/json"));
        server.start();
    }

    public String baseUrl() {
        return "http://127.0.0.1:%d/v1".formatted(server.getAddress().getPort());
    }

    /// How requests are answered from now on, unless told otherwise by [#once].
    public void always(Script script) {
        usual = script;
    }

    public void once(Script script) {
        next.add(script);
    }

    public void reset() {
        next.clear();
        requests.clear();
        closedByClient.set(0);
        usual = (exchange, request) -> answer(exchange, words("Hello", " from", " upstream"));
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void complete(HttpExchange exchange) throws IOException {
        JsonNode request = EventCodec.json().readTree(exchange.getRequestBody().readAllBytes());
        requests.add(new Seen(request, String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"))));
        connections.add(exchange.getRemoteAddress());
        Script script = next.poll();
        try {
            (script == null ? usual : script).answer(exchange, request);
        } catch (IOException e) {
            closedByClient.incrementAndGet();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
        }
    }

    /// Answers what [#rawAnswer] says, and keeps what was asked.
    private void raw(HttpExchange exchange, String type) throws IOException {
        rawRequest = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        byte[] answer = rawAnswer.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", rawAnswer.startsWith("data:") ? "text/event-stream" : type);
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    public static String[] words(String... words) {
        return words;
    }

    /// A whole stream: role, words, finish, usage, [DONE].
    public static void answer(HttpExchange exchange, String... words) throws IOException {
        begin(exchange);
        for (String word : words) {
            say(exchange, word);
        }
        chunk(exchange, "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}],\"usage\":null}");
        chunk(exchange, """
                {"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":%d,"total_tokens":%d,\
                "prompt_tokens_details":{"cached_tokens":2},"completion_tokens_details":{"reasoning_tokens":1}}}"""
                .formatted(words.length, words.length + 7));
        write(exchange, "data: [DONE]\n\n");
    }

    public static void begin(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        chunk(exchange,
                "{\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}]}");
    }

    public static void say(HttpExchange exchange, String word) throws IOException {
        chunk(exchange, "{\"id\":\"x\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{\"content\":"
                + EventCodec.json().writeValueAsString(word) + "},\"finish_reason\":null}]}");
    }

    public static void chunk(HttpExchange exchange, String json) throws IOException {
        write(exchange, "data: " + json + "\n\n");
    }

    public static void write(HttpExchange exchange, String text) throws IOException {
        OutputStream out = exchange.getResponseBody();
        out.write(text.getBytes(UTF_8));
        out.flush();
    }

    /// Words for ever, until the client is gone.
    public static void talk(HttpExchange exchange, Duration pause) throws IOException, InterruptedException {
        begin(exchange);
        for (int i = 0; i < 3_000; i++) {
            say(exchange, "word" + i + " ");
            Thread.sleep(pause);
        }
    }

    public static void error(HttpExchange exchange, int status, String type, String code, String message)
            throws IOException {
        json(exchange, status, "{\"error\":{\"message\":\"%s\",\"type\":\"%s\",\"param\":null,\"code\":\"%s\"}}"
                .formatted(message, type, code));
    }

    public static void json(HttpExchange exchange, int status, String json) throws IOException {
        byte[] bytes = json.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
