package org.llmspace.pipeline.hub;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// Where the Hub and its cache are. Each but the times has the customary variable of Hugging Face's clients.
@ConfigMapping(prefix = "llmspace.hub")
public interface HubSettings {

    /// The Hub or a mirror of it, `HF_ENDPOINT`; if not given https://huggingface.co.
    Optional<URI> endpoint();

    /// The folder of Hugging Face's clients, `HF_HOME`; if not given `~/.cache/huggingface`.
    Optional<String> home();

    /// The cache of repositories, `HF_HUB_CACHE`; if not given `hub` in the home folder.
    Optional<String> cache();

    /// Whether the Hub is never asked, `HF_HUB_OFFLINE`; no if not given.
    Optional<Boolean> offline();

    /// For gated and private models, `HF_TOKEN`.
    Optional<String> token();

    /// A file with the token, `HF_TOKEN_PATH`; if not given `token` in the home folder.
    Optional<String> tokenFile();

    /// How long the Hub may take to be reached.
    @WithDefault("4s")
    Duration connectTimeout();

    /// How long the Hub may be silent, before an answer and in the middle of a file.
    @WithDefault("20s")
    Duration silence();
}
