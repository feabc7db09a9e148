package org.llmspace.chat.backend;

import java.net.URI;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// Where files lie that others refer to.
@ConfigMapping(prefix = "llmspace.chat.files")
public interface FileSettings {

    /// The address of the Space, whose file route has what people uploaded.
    @WithDefault("http://localhost:7860")
    URI spaceUrl();
}
