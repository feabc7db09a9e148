package org.llmspace.web.backend;

import java.net.URI;
import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// Where the other services are, and for how long their work is awaited.
@ConfigMapping(prefix = "llmspace.backend")
public interface BackendConfig {

    /// chat-service's HTTP door, asked for the models.
    @WithDefault("http://localhost:7861")
    URI chatUrl();

    /// Whether to create topics that are missing.
    @WithDefault("false")
    boolean createTopics();

    /// Partitions of the request and reply topics that are created.
    @WithDefault("12")
    int topicPartitions();

    /// How long an answer is awaited, and then how long a call may still be looked at.
    @WithDefault("15m")
    Duration callExpires();

    /// How far into the past replies are read at the start.
    @WithDefault("1h")
    Duration lookBack();
}
