package org.llmspace.pipeline.remote;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// How Hugging Face's Inference Providers are asked; the token is the Hub's.
@ConfigMapping(prefix = "llmspace.remote")
public interface RemoteSettings {

    /// What sends requests on to the providers.
    @WithDefault("https://router.huggingface.co")
    URI router();

    /// Whether a call of a Hub model without ONNX weights goes there, if there is a token. Off unless somebody decides so:
    /// the inputs leave for a third party. A call of `remote/org/name` says so itself and always goes.
    @WithDefault("false")
    boolean whenNoOnnx();

    /// The organization that pays; whoever has the token if not given.
    Optional<String> billTo();

    /// How long an answer may take.
    @WithDefault("PT2M")
    Duration timeout();
}
