package org.llmspace.pipeline.model;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// Which models there are.
@ConfigMapping(prefix = "llmspace.models")
public interface ModelSettings {

    /// A folder of models in the layout of the Hub, `<folder>/<org>/<name>/config.json`; none if not given.
    Optional<Path> folder();

    /// The precision of weights that is preferred, for instance `fp32`, `fp16`, `q8` or `q4`; if not given or `auto`, what
    /// a model's files say, else the best that there is.
    Optional<String> dtype();

    /// Whether the Hub's default model of a task goes before the built-in one.
    @WithDefault("false")
    boolean preferHub();

    /// What the weights of the models in memory may take; beyond it those that were not used for the longest time are
    /// closed. Half of the memory of the machine or container if not given.
    Optional<MemorySize> memory();

    /// The model of each task for calls that name none, by the task's name.
    Map<String, String> defaults();
}
