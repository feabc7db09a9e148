package org.llmspace.chat.tool;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.kafka.EventCodec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// What is said to one MCP server: initialize, list tools, call tools. A session that was lost is begun anew.
final class McpSession implements AutoCloseable {

    static final String PROTOCOL = "2025-06-18";
    private static final int PAGES = 20;

    /// Connects to the server.
    interface Connect {
        McpTransport connect() throws IOException;
    }

    private final String name;
    private final Connect connect;
    private final Duration patience;
    private final AtomicLong ids = new AtomicLong();
    private @Nullable McpTransport transport;

    McpSession(String name, Connect connect, Duration patience) {
        this.name = name;
        this.connect = connect;
        this.patience = patience;
    }

    /// The tools as the server describes them.
    List<JsonNode> tools() {
        List<JsonNode> tools = new ArrayList<>();
        String cursor = null;
        for (int page = 0; page < PAGES; page++) {
            ObjectNode parameters = EventCodec.json().createObjectNode();
            if (cursor != null) {
                parameters.put("cursor", cursor);
            }
            JsonNode result = ask("tools/list", parameters, patience);
            result.path("tools").forEach(tools::add);
            cursor = result.path("nextCursor").textValue();
            if (cursor == null) {
                break;
            }
        }
        return tools;
    }

    /// The result of a tool, as the server says it.
    JsonNode call(String tool, JsonNode arguments, Duration limit) {
        ObjectNode parameters = EventCodec.json().createObjectNode().put("name", tool);
        parameters.set("arguments", arguments);
        return ask("tools/call", parameters, limit);
    }

    @Override
    public synchronized void close() {
        if (transport != null) {
            transport.close();
            transport = null;
        }
    }

    private JsonNode ask(String method, ObjectNode parameters, Duration limit) {
        try {
            try {
                return result(open().request(request(method, parameters), limit));
            } catch (McpTransport.SessionLostException e) {
                close();
                return result(open().request(request(method, parameters), limit));
            }
        } catch (IOException e) {
            close();
            throw new McpException("the MCP server '%s' cannot be used: %s".formatted(name,
                    e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new McpException("stopped while waiting for the MCP server '%s'".formatted(name));
        }
    }

    private synchronized McpTransport open() throws IOException, InterruptedException {
        McpTransport open = transport;
        if (open == null) {
            open = connect.connect();
            ObjectNode parameters = EventCodec.json().createObjectNode().put("protocolVersion", PROTOCOL);
            parameters.putObject("capabilities");
            parameters.putObject("clientInfo").put("name", "llm-space").put("version", "0.1");
            result(open.request(request("initialize", parameters), patience));
            open.send(EventCodec.json().createObjectNode().put("jsonrpc", "2.0").put("method", "notifications/initialized"));
            transport = open;
        }
        return open;
    }

    private ObjectNode request(String method, ObjectNode parameters) {
        ObjectNode message = EventCodec.json().createObjectNode().put("jsonrpc", "2.0").put("id", ids.incrementAndGet())
                .put("method", method);
        message.set("params", parameters);
        return message;
    }

    private JsonNode result(JsonNode response) {
        if (response.hasNonNull("error")) {
            throw new McpException("the MCP server '%s' refused: %s".formatted(name,
                    response.at("/error/message").asText("no reason given")));
        }
        return response.path("result");
    }
}
