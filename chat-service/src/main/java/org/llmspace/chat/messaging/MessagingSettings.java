package org.llmspace.chat.messaging;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// How turns travel over Kafka.
@ConfigMapping(prefix = "llmspace.chat.messaging")
public interface MessagingSettings {

    /// Whether to create topics that are missing, where nobody else does.
    @WithDefault("false")
    boolean createTopics();

    /// Partitions of topics that are created; more than there will ever be replicas.
    @WithDefault("12")
    int partitions();

    /// How long deltas are gathered after the first.
    @WithDefault("50ms")
    Duration gather();

    /// How many characters of deltas are gathered at most.
    @WithDefault("256")
    int gatherChars();

    /// How long a request can lie before it is taken; also how far back the log of replies is read at start.
    @WithDefault("15m")
    Duration lookBack();
}
