package org.llmspace.chat.tool;

import java.time.Duration;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// How far tools may go.
@ConfigMapping(prefix = "llmspace.chat.tools")
public interface ToolSettings {

    /// How often a turn may call tools, all calls together.
    @WithDefault("16")
    int callsPerTurn();

    /// How often a turn may go back to the model with results; after that the model answers without tools.
    @WithDefault("6")
    int roundsPerTurn();

    /// The same for an agent, which also writes its plan down.
    @WithDefault("16")
    int roundsPerAgent();

    /// How long a call may take.
    @WithDefault("30s")
    Duration patience();

    /// How much of a result the model gets, in characters.
    @WithDefault("16000")
    int resultChars();

    /// How much of a web page is fetched.
    @WithDefault("2M")
    MemorySize pageSize();

    /// How long a web page may take, redirects included.
    @WithDefault("15s")
    Duration pagePatience();
}
