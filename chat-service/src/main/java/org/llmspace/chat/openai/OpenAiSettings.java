package org.llmspace.chat.openai;

import java.time.Duration;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// How the HTTP door behaves.
@ConfigMapping(prefix = "llmspace.chat.openai")
public interface OpenAiSettings {

    /// The largest request body.
    @WithDefault("20M")
    MemorySize maxBodySize();

    /// How often a stream that has nothing to say shows that it lives.
    @WithDefault("15s")
    Duration keepAlive();
}
