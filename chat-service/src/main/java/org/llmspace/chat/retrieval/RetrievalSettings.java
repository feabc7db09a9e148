package org.llmspace.chat.retrieval;

import java.nio.file.Path;
import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// How passages are found.
@ConfigMapping(prefix = "llmspace.chat.retrieval")
public interface RetrievalSettings {

    /// Where the guide's embeddings are kept, so that the next start has them at once.
    @WithDefault("${user.home}/.cache/llm-space/chat")
    Path folder();

    /// How long a question waits for its embedding before it is searched by words alone.
    @WithDefault("1s")
    Duration patience();

    /// How many passages an answer rests on, at most.
    @WithDefault("3")
    int passages();
}
