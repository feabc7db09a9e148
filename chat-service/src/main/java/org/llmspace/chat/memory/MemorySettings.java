package org.llmspace.chat.memory;

import java.nio.file.Path;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// Where conversations are kept.
@ConfigMapping(prefix = "llmspace.chat.memory")
public interface MemorySettings {

    /// One file per conversation, in a folder per owner; it must outlive the service.
    @WithDefault("${user.home}/.local/share/llm-space/conversations")
    Path folder();
}
