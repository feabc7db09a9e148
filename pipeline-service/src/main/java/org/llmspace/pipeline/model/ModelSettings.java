package org.llmspace.pipeline.model;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;

/// Which models there are.
@ConfigMapping(prefix = "llmspace.models")
public interface ModelSettings {

    /// A folder of models in the layout of the Hub, `<folder>/<org>/<name>/config.json`; none if not given.
    Optional<Path> folder();

    /// The model of each task for calls that name none, by the task's name.
    Map<String, String> defaults();
}
