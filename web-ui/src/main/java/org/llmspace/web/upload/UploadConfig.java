package org.llmspace.web.upload;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// Where uploaded files are kept, how large they may be, and for how long.
@ConfigMapping(prefix = "llmspace.uploads")
public interface UploadConfig {

    /// A folder of the process's own is used if this is not set. Several replicas need the same folder, on a volume that
    /// all of them mount, since any of them may be asked for a file.
    Optional<Path> folder();

    @WithDefault("50M")
    MemorySize maxFileSize();

    /// All files of one request together.
    @WithDefault("200M")
    MemorySize maxRequestSize();

    /// All files that are kept; further ones are refused until some have expired.
    @WithDefault("2G")
    MemorySize maxTotalSize();

    @WithDefault("24h")
    Duration kept();

    /// How the other services reach this one, to fetch files that are too large for an event.
    @WithDefault("http://localhost:7860")
    URI serviceUrl();
}
