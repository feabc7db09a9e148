package org.llmspace.chat.tool;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jboss.logging.Logger;
import org.llmspace.contracts.kafka.EventCodec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// MCP's stdio: a process of our own, one message a line.
final class McpProcess implements McpTransport {

    private static final Logger LOG = Logger.getLogger(McpProcess.class);

    private final Process process;
    private final Writer in;
    private final Map<Long, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();

    McpProcess(List<String> command, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(environment);
        this.process = builder.start();
        this.in = process.outputWriter(UTF_8);
        Thread.ofVirtual().name("mcp-" + command.getFirst()).start(this::read);
    }

    @Override
    public JsonNode request(ObjectNode message, Duration patience) throws IOException, InterruptedException {
        long id = message.path("id").asLong();
        CompletableFuture<JsonNode> response = new CompletableFuture<>();
        waiting.put(id, response);
        try {
            send(message);
            return response.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("it did not answer within " + patience.toSeconds() + " seconds", e);
        } catch (ExecutionException e) {
            throw new IOException("its process has ended", e);
        } finally {
            waiting.remove(id);
        }
    }

    @Override
    public void send(ObjectNode notification) throws IOException {
        synchronized (in) {
            in.write(notification.toString() + "\n");
            in.flush();
        }
    }

    @Override
    public void close() {
        process.destroy();
    }

    private void read() {
        try (BufferedReader out = process.inputReader(UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                hear(line);
            }
        } catch (IOException e) {
            LOG.debug("an MCP server's process has ended", e);
        }
        waiting.values().forEach(response -> response.completeExceptionally(new IOException("the process has ended")));
    }

    private void hear(String line) {
        try {
            JsonNode message = EventCodec.json().readTree(line);
            CompletableFuture<JsonNode> response = waiting.get(message.path("id").asLong(-1));
            if (response != null && !message.has("method")) {
                response.complete(message);
            }
        } catch (JsonProcessingException e) {
            LOG.debug("an MCP server wrote a line that is no JSON");
        }
    }
}
