package org.llmspace.pipeline.remote;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

/// Who runs a model: what the Hub says of one provider.
///
/// @param model the provider's own name for it
/// @param task as the Hub names it; `conversational` for chat
record Mapping(String provider, String model, String task) {

    private static final String SAFE = "[A-Za-z0-9][\\w.:-]*(/[A-Za-z0-9][\\w.:-]*)*";

    /// The providers that are live, in the Hub's order; either a list or an object by provider, as it has been both.
    static List<Mapping> of(JsonNode mapping, String repository) {
        List<Mapping> live = new ArrayList<>();
        if (mapping.isArray()) {
            mapping.forEach(entry -> add(live, entry.path("provider").asText(), entry, repository));
        } else {
            mapping.properties().forEach(entry -> add(live, entry.getKey(), entry.getValue(), repository));
        }
        return List.copyOf(live);
    }

    private static void add(List<Mapping> live, String provider, JsonNode entry, String repository) {
        String model = entry.path("providerId").asText(repository);
        boolean usable = provider.matches("[a-z0-9-]{1,40}") && model.matches(SAFE) && !model.contains("..");
        if (usable && !entry.path("status").asText("live").equals("error")) {
            live.add(new Mapping(provider, model, entry.path("task").asText()));
        }
    }
}
