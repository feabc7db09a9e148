package org.llmspace.chat.openai;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// How the HTTP door behaves.
@ConfigMapping(prefix = "llmspace.chat.openai")
public interface OpenAiSettings {

    /// The largest request body.
    @WithDefault("20M")
    MemorySize maxBodySize();

    /// A file of API keys, see [ApiKeys]; without it everybody who reaches the door may use it.
    Optional<Path> keysFile();

    /// How long an answer that is not streamed may take: clients in Node give up after 300 seconds without a word.
    @WithDefault("290s")
    Duration longestAnswer();

    /// How often a stream that has nothing to say shows that it lives.
    @WithDefault("15s")
    Duration keepAlive();
}
