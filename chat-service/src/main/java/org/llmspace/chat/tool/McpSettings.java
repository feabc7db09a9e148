package org.llmspace.chat.tool;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// The MCP servers whose tools models may use.
@ConfigMapping(prefix = "llmspace.chat.mcp")
public interface McpSettings {

    /// By name, which is put before the names of the server's tools.
    Map<String, Server> servers();

    /// A server, reached by its address (streamable HTTP) or started as a process (stdio).
    interface Server {

        Optional<String> url();

        /// Sent with each request, for instance `Authorization`.
        Map<String, String> headers();

        /// The program and its arguments.
        Optional<List<String>> command();

        /// What is added to the process' environment.
        Map<String, String> environment();

        /// How long the server may take to begin and to list its tools.
        @WithDefault("10s")
        Duration patience();
    }
}
