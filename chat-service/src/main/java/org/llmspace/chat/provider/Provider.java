package org.llmspace.chat.provider;

import java.util.List;
import java.util.Optional;

/// Someone who answers with models.
public sealed interface Provider permits Guide, OpenAiProvider, OllamaProvider, LocalProvider {

    /// The first part of `provider/model`.
    String name();

    /// Why no model of this provider can be used now, for people; empty if they can.
    Optional<String> unusable();

    /// Why models of this provider are missing from its list, for people; empty if they are there.
    default Optional<String> missing() {
        return unusable();
    }

    /// The models that can be asked for, as far as the provider tells.
    List<ModelInfo> models();

    /// What the provider itself says of a model, as far as no table knows it; may take a while.
    default Capabilities describe(String model) {
        return Capabilities.UNKNOWN;
    }

    /// Begins an answer; the provider is called when the stream is first read.
    ModelStream open(ModelCall call);
}
