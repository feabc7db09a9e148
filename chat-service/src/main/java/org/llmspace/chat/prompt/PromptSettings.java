package org.llmspace.chat.prompt;

import java.nio.file.Path;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// Where templates are kept.
@ConfigMapping(prefix = "llmspace.chat.prompts")
public interface PromptSettings {

    /// One folder per owner and template, with a file per version; it must outlive the service.
    @WithDefault("${user.home}/.local/share/llm-space/templates")
    Path folder();
}
