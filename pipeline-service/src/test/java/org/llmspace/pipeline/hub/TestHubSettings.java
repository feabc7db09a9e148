package org.llmspace.pipeline.hub;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Settings of a Hub for tests: a server, a cache, perhaps a token.
public record TestHubSettings(Optional<URI> endpoint, Optional<String> cache, Optional<String> token,
        Optional<Boolean> offline, Duration silence) implements HubSettings {

    public static TestHubSettings of(URI endpoint, Path cache) {
        return new TestHubSettings(Optional.of(endpoint), Optional.of(cache.toString()), Optional.of(""), Optional.empty(),
                Duration.ofSeconds(5));
    }

    /// Only what is in the cache.
    public static TestHubSettings offline(Path cache) {
        return new TestHubSettings(Optional.empty(), Optional.of(cache.toString()), Optional.of(""), Optional.of(true),
                Duration.ofSeconds(5));
    }

    public TestHubSettings withToken(String secret) {
        return new TestHubSettings(endpoint, cache, Optional.of(secret), offline, silence);
    }

    public TestHubSettings withSilence(Duration most) {
        return new TestHubSettings(endpoint, cache, token, offline, most);
    }

    @Override
    public Optional<String> home() {
        return Optional.empty();
    }

    @Override
    public Optional<String> tokenFile() {
        return Optional.empty();
    }

    @Override
    public Duration connectTimeout() {
        return Duration.ofSeconds(2);
    }
}
