package org.llmspace.chat.provider;

import java.net.URI;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/// Where a provider of OpenAI's protocol answers, and with which key.
///
/// @param base without a slash at its end
/// @param apiKey null if the provider wants none
/// @param unusable why it cannot be used; null if it can
/// @param headers what the provider wants besides, by name
record Endpoint(String provider, URI base, @Nullable String apiKey, @Nullable String unusable, Map<String, String> headers) {

    private static final Pattern LOOKS_LIKE_A_KEY = Pattern.compile("\\b(sk|hf|AIza)[-_A-Za-z0-9*.]{6,}");

    Endpoint {
        headers = Map.copyOf(headers);
    }

    URI resolve(String path) {
        return URI.create(base + path);
    }

    /// A text without the key, which providers like to repeat when they refuse it.
    String withoutKey(String text) {
        String hidden = apiKey == null || apiKey.isEmpty() ? text : text.replace(apiKey, "***");
        return LOOKS_LIKE_A_KEY.matcher(hidden).replaceAll("***");
    }

    @Override
    public String toString() {
        return provider + " at " + base;
    }
}
