package org.llmspace.chat.provider;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;

/// Reads what a provider's list of models says besides their names. There is no standard: `context_length`, `pricing` per token
/// and `supported_parameters` are OpenRouter's words, `max_model_len` is vLLM's, `max_input_tokens` Anthropic's, `providers` with
/// prices per million tokens Hugging Face's router's.
final class Listing {

    /// What OpenRouter calls differently.
    private static final Map<Feature, String> PARAMETERS = Map.of(Feature.JSON_OBJECT, "response_format", Feature.JSON_SCHEMA,
            "structured_outputs", Feature.REASONING_EFFORT, "reasoning", Feature.PARALLEL_TOOL_CALLS, "tools");
    private static final Map<Feature, String> MODALITIES = Map.of(Feature.IMAGES, "image", Feature.AUDIO, "audio",
            Feature.FILES, "file");

    private Listing() {
    }

    static Capabilities capabilities(JsonNode model, String provider) {
        JsonNode hosted = model.path("providers").path(0);
        JsonNode more = hosted.isMissingNode() ? model : hosted;
        Integer window = number(more.path("context_length"), model.path("max_model_len"), model.path("context_window"),
                model.path("max_input_tokens"));
        Integer output = number(model.at("/top_provider/max_completion_tokens"), model.path("max_tokens"));
        Capabilities said = new Capabilities(window, output, takes(model),
                price(more.path("pricing"), hosted.isMissingNode() ? 1_000_000 : 1), "as listed by " + provider);
        return Capabilities.UNKNOWN.orElse(said);
    }

    /// Null if nothing is said; what is not mentioned is tried.
    private static @Nullable Set<Feature> takes(JsonNode model) {
        Set<Feature> takes = EnumSet.allOf(Feature.class);
        takes.removeIf(Feature::peculiar);
        int all = takes.size();
        JsonNode modalities = model.at("/architecture/input_modalities");
        JsonNode parameters = model.path("supported_parameters");
        takes.removeIf(feature -> MODALITIES.containsKey(feature)
                ? lacks(modalities, String.valueOf(MODALITIES.get(feature)))
                : feature != Feature.TEMPERATURE_ABOVE_1
                        && lacks(parameters, PARAMETERS.getOrDefault(feature, feature.wireName())));
        if (nowhere(model, "supports_tools")) {
            takes.removeAll(List.of(Feature.TOOLS, Feature.TOOL_CHOICE, Feature.PARALLEL_TOOL_CALLS));
        }
        if (nowhere(model, "supports_structured_output")) {
            takes.removeAll(List.of(Feature.JSON_SCHEMA, Feature.JSON_OBJECT));
        }
        return takes.size() == all ? null : takes;
    }

    /// Whether a list is there, and does not hold this.
    private static boolean lacks(JsonNode list, String entry) {
        List<String> entries = new ArrayList<>();
        list.forEach(each -> entries.add(each.asText()));
        return !entries.isEmpty() && !entries.contains(entry);
    }

    /// Whether all who host a model say that they do not offer this.
    private static boolean nowhere(JsonNode model, String offer) {
        int without = 0;
        for (JsonNode host : model.path("providers")) {
            without += host.path(offer).isBoolean() && !host.path(offer).asBoolean() ? 1 : 0;
        }
        return without > 0 && without == model.path("providers").size();
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
