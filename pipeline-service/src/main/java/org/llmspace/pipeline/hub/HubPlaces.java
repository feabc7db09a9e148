package org.llmspace.pipeline.hub;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Where things are when nothing is set: as Hugging Face's own clients look for them.
final class HubPlaces {

    private static final URI HUGGING_FACE = URI.create("https://huggingface.co");

    private final HubSettings settings;

    HubPlaces(HubSettings settings) {
        this.settings = settings;
    }

    /// Without a slash at its end.
    URI endpoint() {
        String address = settings.endpoint().orElse(HUGGING_FACE).toString();
        return URI.create(address.endsWith("/") ? address.substring(0, address.length() - 1) : address);
    }

    Path cache() {
        return settings.cache().map(HubPlaces::path).orElseGet(() -> home().resolve("hub"));
    }

    /// Read anew each time, since people log in and out.
    Optional<String> token() {
        return settings.token().or(this::tokenOfFile).map(String::strip).filter(token -> !token.isEmpty());
    }

    private Optional<String> tokenOfFile() {
        Path file = settings.tokenFile().map(HubPlaces::path).orElseGet(() -> home().resolve("token"));
        try {
            return Files.isReadable(file) ? Optional.of(Files.readString(file)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // as if nobody had logged in; the Hub says what it wants
        }
    }

    private Path home() {
        return settings.home().map(HubPlaces::path).orElseGet(() -> caches().resolve("huggingface"));
    }

    private static Path caches() {
        String xdg = System.getenv("XDG_CACHE_HOME");
        return xdg == null || xdg.isBlank() ? path("~/.cache") : Path.of(xdg);
    }

    private static Path path(String text) {
        return text.equals("~") || text.startsWith("~/")
                ? Path.of(System.getProperty("user.home") + text.substring(1))
                : Path.of(text);
    }
}
