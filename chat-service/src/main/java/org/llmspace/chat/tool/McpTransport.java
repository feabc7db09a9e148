package org.llmspace.chat.tool;

import java.io.IOException;
import java.time.Duration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// Carries JSON-RPC messages to an MCP server.
sealed interface McpTransport extends AutoCloseable permits McpHttp, McpProcess {

    /// The server has forgotten the session; a new one may help.
    final class SessionLostException extends IOException {
        private static final long serialVersionUID = 1;
    }

    /// Sends a request and waits for its response.
    JsonNode request(ObjectNode message, Duration patience) throws IOException, InterruptedException;

    void send(ObjectNode notification) throws IOException, InterruptedException;

    @Override
    void close();
}
