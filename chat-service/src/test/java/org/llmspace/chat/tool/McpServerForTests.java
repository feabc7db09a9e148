package org.llmspace.chat.tool;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

import org.llmspace.contracts.kafka.EventCodec;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/// An MCP server on the loopback interface, by the specification of streamable HTTP: with sessions, two pages of tools, and
/// results as JSON or as events.
final class McpServerForTests implements AutoCloseable {

    private static final String TOOLS_1 = """
            {"tools":[{"name":"add","description":"Adds two numbers.","inputSchema":{"$schema":"https://json-schema.org/draft/2020-12/schema",\
            "type":"object","properties":{"a":{"type":"number"},"b":{"type":"number"}},"required":["a","b"]}}],"nextCursor":"2"}""";
    private static final String TOOLS_2 = """
            {"tools":[{"name":"fail.always","description":"Fails.","inputSchema":{"type":"object"}},\
            {"name":"sleep","description":"Sleeps.","inputSchema":{"type":"object"}}]}""";

    private final HttpServer server;
    final List<JsonNode> requests = new CopyOnWriteArrayList<>();
    final List<String> authorizations = new CopyOnWriteArrayList<>();
    volatile String session = "";
    volatile boolean events;

    McpServerForTests() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(task -> Thread.ofVirtual().start(task));
        server.createContext("/mcp", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:%d/mcp".formatted(server.getAddress().getPort());
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode message = EventCodec.json().readTree(exchange.getRequestBody().readAllBytes());
            requests.add(message);
            authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            String method = message.path("method").asText();
            if (method.equals("initialize")) {
                session = UUID.randomUUID().toString();
                exchange.getResponseHeaders().set("Mcp-Session-Id", session);
            } else if (!session.equals(exchange.getRequestHeaders().getFirst("Mcp-Session-Id"))) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            if (!message.has("id")) {
                exchange.sendResponseHeaders(202, -1);
                return;
            }
            respond(exchange, "{\"jsonrpc\":\"2.0\",\"id\":%s,%s}".formatted(message.path("id"), outcome(method, message)));
        }
    }

    private static String outcome(String method, JsonNode message) {
        return switch (method) {
            case "initialize" ->
                """
                        "result":{"protocolVersion":"2025-06-18","capabilities":{"tools":{}},"serverInfo":{"name":"t","version":"1"}}""";
            case "tools/list" -> "\"result\":" + (message.at("/params/cursor").isMissingNode() ? TOOLS_1 : TOOLS_2);
            case "tools/call" -> call(message.path("params"));
            default -> "\"error\":{\"code\":-32601,\"message\":\"no such method\"}";
        };
    }

    private static String call(JsonNode call) {
        return switch (call.path("name").asText()) {
            case "add" -> "\"result\":{\"content\":[{\"type\":\"text\",\"text\":\"%s\"}]}".formatted(
                    call.at("/arguments/a").decimalValue().add(call.at("/arguments/b").decimalValue()));
            case "sleep" -> sleep();
            default -> "\"result\":{\"isError\":true,\"content\":[{\"type\":\"text\",\"text\":\"it always fails\"}]}";
        };
    }

    private static String sleep() {
        try {
            Thread.sleep(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return "\"result\":{\"content\":[]}";
    }

    private void respond(HttpExchange exchange, String json) throws IOException {
        String body = events
                ? "event: message\ndata: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{}}\n\n: hello\n\nid: 7\ndata: %s\n\n"
                        .formatted(json)
                : json;
        exchange.getResponseHeaders().set("Content-Type", events ? "text/event-stream" : "application/json");
        byte[] bytes = body.getBytes(UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
