package org.llmspace.chat.openai;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

/// Who may use the HTTP door, and how much. Without a file of keys everybody may. Each line of the file, which a Kubernetes
/// Secret can be, is `name key [requests-per-minute] [dollars-per-day]`; 0 stands for no limit.
@Singleton
class ApiKeys {

    private final List<ApiKey> keys;

    @Inject
    ApiKeys(OpenAiSettings settings) {
        this(settings.keysFile().map(ApiKeys::read).orElse(List.of()), InstantSource.system());
    }

    ApiKeys(List<String> lines, InstantSource clock) {
        List<ApiKey> read = new ArrayList<>();
        for (String line : lines) {
            if (!line.isBlank() && !line.startsWith("#")) {
                read.add(key(line.strip().split("\\s+"), clock));
            }
        }
        this.keys = List.copyOf(read);
    }

    /// Lets a request in, or not; empty where no keys are asked for.
    ///
    /// @param authorization the header of this name
    Optional<ApiKey> admit(@Nullable String authorization) {
        if (keys.isEmpty()) {
            return Optional.empty();
        }
        String given = authorization != null && authorization.startsWith("Bearer ") ? authorization.substring(7).strip() : "";
        byte[] digest = digest(given);
        ApiKey found = null;
        for (ApiKey key : keys) { // all of them, so that the time tells nothing
            if (MessageDigest.isEqual(digest, key.digest())) {
                found = key;
            }
        }
        if (found == null) {
            throw new ApiException(new ApiError(401, "invalid_request_error", "invalid_api_key", null,
                    "Incorrect API key provided; send 'Authorization: Bearer' with a key of this Space."));
        }
        found.count();
        return Optional.of(found);
    }

    private static ApiKey key(String[] words, InstantSource clock) {
        try {
            if (words.length >= 2 && words.length <= 4) {
                return new ApiKey(words[0], digest(words[1]), words.length > 2 ? Integer.parseInt(words[2]) : 0,
                        words.length > 3 ? Double.parseDouble(words[3]) : 0, clock);
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("the limits of API key '%s' are no numbers".formatted(words[0]), e);
        }
        throw new IllegalArgumentException(
                "a line of the API keys must be: name key [requests-per-minute] [dollars-per-day]");
    }

    private static byte[] digest(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static List<String> read(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException("llmspace.chat.openai.keys-file cannot be read: " + file, e);
        }
    }
}
