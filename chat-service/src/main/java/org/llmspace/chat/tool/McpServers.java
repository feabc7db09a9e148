package org.llmspace.chat.tool;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// The configured MCP servers and the tools that they list. A server that does not answer is warned of and asked again
/// later; turns go on without its tools.
@Singleton
class McpServers implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(McpServers.class);
    private static final Duration FRESH = Duration.ofMinutes(5);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(20);
    private static final Duration FIRST = Duration.ofSeconds(3);
    private static final int LONGEST_NAME = 64;

    /// One server and what is known of it.
    private static final class Server {

        private final String name;
        private final McpSession session;
        private List<Tool> tools = List.of();
        private long lookAgainAt = System.nanoTime();
        private boolean warned;
        private final CountDownLatch asked = new CountDownLatch(1);

        Server(String name, McpSession session) {
            this.name = name;
            this.session = session;
        }
    }

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5)).build();
    private final List<Server> servers = new ArrayList<>();
    private final ToolSettings settings;
    private final long firstUntil = System.nanoTime() + FIRST.toNanos();

    McpServers(McpSettings mcp, ToolSettings settings) {
        this.settings = settings;
        mcp.servers().forEach((name, server) -> servers.add(new Server(name, session(name, server))));
        refresh();
    }

    /// The tools of all servers that answer.
    List<Tool> tools() {
        refresh();
        List<Tool> tools = new ArrayList<>();
        for (Server server : servers) {
            awaitFirst(server);
            synchronized (server) {
                tools.addAll(server.tools);
            }
        }
        return tools;
    }

    @Override
    @PreDestroy
    public void close() {
        servers.forEach(server -> server.session.close());
        client.shutdownNow();
    }

    private void refresh() {
        for (Server server : servers) {
            synchronized (server) {
                if (System.nanoTime() - server.lookAgainAt >= 0) {
                    server.lookAgainAt = System.nanoTime() + LOOK_AGAIN.toNanos();
                    Thread.ofVirtual().name("mcp-lists-" + server.name).start(() -> list(server));
                }
            }
        }
    }

    private void list(Server server) {
        List<Tool> found = new ArrayList<>();
        boolean answered = true;
        try {
            server.session.tools().forEach(tool -> found.add(tool(server, tool)));
        } catch (McpException e) {
            answered = false;
            if (!server.warned) {
                LOG.warnf("%s; its tools are left out until it answers", e.getMessage());
            }
        }
        synchronized (server) {
            server.warned = !answered;
            server.tools = List.copyOf(found);
            server.lookAgainAt = System.nanoTime() + (answered ? FRESH : LOOK_AGAIN).toNanos();
        }
        server.asked.countDown();
    }

    private Tool tool(Server server, JsonNode tool) {
        JsonNode schema = tool.path("inputSchema").deepCopy();
        if (schema instanceof ObjectNode object) {
            object.remove("$schema");
        }
        String remote = tool.path("name").asText();
        String name = (server.name + "_" + remote).replaceAll("[^a-zA-Z0-9_-]", "_");
        return new McpTool(name.length() <= LONGEST_NAME ? name : shortened(name),
                tool.path("description").asText(tool.path("title").asText(remote)),
                schema.isObject() ? schema.toString() : "{\"type\":\"object\"}", server.name, remote, server.session,
                settings.patience());
    }

    private static String shortened(String name) {
        String hash = String.format(Locale.ROOT, "_%08x", name.hashCode());
        return name.substring(0, LONGEST_NAME - hash.length()) + hash;
    }

    private McpSession session(String name, McpSettings.Server server) {
        Map<String, String> headers = server.headers();
        if (server.url().isPresent()) {
            URI uri = URI.create(server.url().get());
            return new McpSession(name, () -> new McpHttp(client, uri, headers), server.patience());
        }
        List<String> command = server.command().orElseThrow(() -> new IllegalArgumentException(
                "set llmspace.chat.mcp.servers.%s.url, or .command to start it here".formatted(name)));
        return new McpSession(name, () -> new McpProcess(command, server.environment()), server.patience());
    }

    /// Only soon after the start; a server that is slow or gone holds no turn up later.
    private void awaitFirst(Server server) {
        try {
            if (!server.asked.await(firstUntil - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                LOG.debugf("the MCP server %s has not listed its tools yet", server.name);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
