package org.llmspace.pipeline.onnx;

import java.util.OptionalInt;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// How much of the machine inference may take.
@ConfigMapping(prefix = "llmspace.onnx")
public interface OnnxSettings {

    /// How many runs compute at once; as many as there are processors if not given.
    OptionalInt runs();

    /// Threads inside one run. More than one shortens a single call and costs throughput under load.
    @WithDefault("1")
    int threadsPerRun();

    /// Tokens that texts of several callers may have together in one run, padding included; 0 runs each text alone.
    @WithDefault("1024")
    int batchTokens();
}
