package org.llmspace.chat.turn;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// How turns are observed.
@ConfigMapping(prefix = "llmspace.chat.observability")
public interface TurnSettings {

    /// Whether the log and the traces show what models are told and say; off, since that is people's own.
    @WithDefault("false")
    boolean prompts();
}
