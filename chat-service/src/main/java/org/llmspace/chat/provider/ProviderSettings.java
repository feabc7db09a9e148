package org.llmspace.chat.provider;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// Which providers there are besides the built-in one, and how long to wait for them.
@ConfigMapping(prefix = "llmspace.chat")
public interface ProviderSettings {

    /// The model of turns that name none.
    @WithDefault("guide")
    String defaultModel();

    /// The providers that speak OpenAI's protocol, by the name that a turn uses.
    Map<String, Account> providers();

    Patience patience();

    /// Which models to ask when one does not begin to answer, in this order, by the name of the model; `*` stands for all.
    Map<String, List<String>> fallbacks();

    /// A file with families of models, in the form of `model-families.json`; what it says counts before the built-in table.
    Optional<Path> modelFamilies();

    Ollama ollama();

    /// A server of Ollama.
    interface Ollama {

        /// Where it answers, in the forms that Ollama's own tools take.
        @WithDefault("http://localhost:11434")
        String host();

        /// The largest window to ask for, in tokens; larger ones need memory that few computers have.
        @WithDefault("32768")
        int maxContext();

        /// How long a model stays loaded after it answered.
        @WithDefault("10m")
        String keepAlive();
    }

    /// An account with a provider; usable when it has a key, or a base URL that needs none.
    interface Account {

        Optional<String> apiKey();

        /// Where the provider answers, up to and without `/chat/completions`.
        Optional<String> baseUrl();
    }

    interface Patience {

        /// Until the provider takes the connection.
        @WithDefault("10s")
        Duration connect();

        /// Until the first piece of an answer.
        @WithDefault("120s")
        Duration firstToken();

        /// Between two pieces of an answer.
        @WithDefault("60s")
        Duration betweenTokens();

        /// How often a call is tried again before its first token.
        @WithDefault("2")
        int retries();
    }
}
