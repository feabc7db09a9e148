package org.llmspace.chat.provider;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;

/// Reads what a provider's list of models says besides their names. There is no standard: `context_length` and `pricing` per
/// token are OpenRouter's words, `max_model_len` is vLLM's, `providers` with prices per million tokens Hugging Face's router's.
final class Listing {

    private Listing() {
    }

    static Capabilities capabilities(JsonNode model, String provider) {
        JsonNode hosted = model.path("providers").path(0);
        JsonNode more = hosted.isMissingNode() ? model : hosted;
        Integer window = number(more.path("context_length"), model.path("max_model_len"), model.path("context_window"));
        return new Capabilities(window, null, null, price(more.path("pricing"), hosted.isMissingNode() ? 1_000_000 : 1),
                window == null ? "" : "as listed by " + provider);
    }

    private static @Nullable Price price(JsonNode pricing, double factor) {
        JsonNode input = pricing.has("prompt") ? pricing.path("prompt") : pricing.path("input");
        JsonNode output = pricing.has("completion") ? pricing.path("completion") : pricing.path("output");
        if (input.isMissingNode() || output.isMissingNode()) {
            return null;
        }
        double perInput = input.asDouble() * factor;
        return new Price(perInput, perInput, output.asDouble() * factor);
    }

    private static @Nullable Integer number(JsonNode... candidates) {
        for (JsonNode candidate : candidates) {
            if (candidate.isInt() && candidate.asInt() > 0) {
                return candidate.asInt();
            }
        }
        return null;
    }
}
