package org.llmspace.pipeline.task;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// How many calls are taken.
@ConfigMapping(prefix = "llmspace.calls")
public interface CallSettings {

    /// Calls in progress at once.
    @WithDefault("16")
    int running();

    /// Calls that may wait for their turn; more are refused.
    @WithDefault("256")
    int waiting();

    /// How long a call over HTTP may take, its time in the queue included. Over Kafka the event says when it expires.
    @WithDefault("10m")
    Duration timeLimit();
}
