package org.llmspace.web.call;

import java.time.Duration;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// How many calls a replica keeps in view.
@ConfigMapping(prefix = "llmspace.calls")
public interface CallConfig {

    /// More calls than these are refused until some have ended.
    @WithDefault("5000")
    int maxOpenCalls();

    /// The oldest calls beyond these are forgotten.
    @WithDefault("20000")
    int maxKeptCalls();

    /// What the answers of these may take in memory; the oldest ones beyond it are forgotten, those under way are not.
    @WithDefault("48M")
    MemorySize maxKeptSize();

    /// How long an ended call can be looked at.
    @WithDefault("1h")
    Duration kept();
}
