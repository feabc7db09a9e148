package org.llmspace.chat.tool;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.kafka.EventCodec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// MCP's streamable HTTP: each message is a POST; a request is answered with JSON, or with a stream of events of which one
/// is the response.
final class McpHttp implements McpTransport {

    private static final int MOST = 4 << 20;
    private static final Duration GOODBYE = Duration.ofSeconds(1);

    private final HttpClient client;
    private final URI uri;
    private final Map<String, String> headers;
    private volatile @Nullable String session;

    McpHttp(HttpClient client, URI uri, Map<String, String> headers) {
        this.client = client;
        this.uri = uri;
        this.headers = Map.copyOf(headers);
    }

    @Override
    public JsonNode request(ObjectNode message, Duration patience) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = post(message, patience);
        try (InputStream body = response.body()) {
            if (response.statusCode() == 404 && session != null) {
                session = null;
                throw new SessionLostException();
            }
            if (response.statusCode() != 200) {
                throw new IOException("it answered with status " + response.statusCode());
            }
            response.headers().firstValue("Mcp-Session-Id").ifPresent(id -> session = id);
            boolean events = response.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream");
            return events ? responseAmong(body, message.path("id"))
                    : EventCodec.json().readTree(body.readNBytes(MOST));
        }
    }

    @Override
    public void send(ObjectNode notification) throws IOException, InterruptedException {
        post(notification, Duration.ofSeconds(10)).body().close();
    }

    /// Tells the server, which frees what it holds for us; it need not answer.
    @Override
    public void close() {
        if (session != null) {
            try {
                client.send(request(GOODBYE).DELETE().build(), BodyHandlers.discarding());
            } catch (IOException e) {
                // a server that is gone holds nothing any more
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private HttpResponse<InputStream> post(ObjectNode message, Duration patience) throws IOException, InterruptedException {
        return client.send(request(patience).header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(BodyPublishers.ofString(message.toString())).build(), BodyHandlers.ofInputStream());
    }

    private HttpRequest.Builder request(Duration patience) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(patience);
        headers.forEach(request::setHeader);
        String open = session;
        if (open != null) {
            request.header("Mcp-Session-Id", open).header("MCP-Protocol-Version", McpSession.PROTOCOL);
        }
        return request;
    }

    /// Other messages, such as how far the server is, are passed over.
    private static JsonNode responseAmong(InputStream events, JsonNode id) throws IOException {
        BufferedReader reader = new BufferedReader(new InputStreamReader(events, UTF_8));
        StringBuilder data = new StringBuilder();
        int read = 0;
        for (String line = reader.readLine(); line != null && read < MOST; line = reader.readLine()) {
            read += line.length();
            if (line.startsWith("data:")) {
                data.append(line.substring("data:".length()).strip()).append('\n');
            } else if (line.isEmpty() && !data.isEmpty()) {
                JsonNode message = EventCodec.json().readTree(data.toString());
                data.setLength(0);
                if (message.path("id").asLong(-1) == id.asLong() && !message.has("method")) {
                    return message;
                }
            }
        }
        throw new IOException("it ended its answer without a response");
    }
}
