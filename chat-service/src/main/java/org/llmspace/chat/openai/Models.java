package org.llmspace.chat.openai;

import jakarta.inject.Singleton;

import org.llmspace.chat.turn.TurnModels;
import org.llmspace.contracts.kafka.EventCodec;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// `/v1/models`: what can be used now; an extra field says why the rest cannot.
@Singleton
class Models {

    private final TurnModels models;

    Models(TurnModels models) {
        this.models = models;
    }

    void list(Exchange exchange) {
        ObjectNode answer = EventCodec.json().createObjectNode().put("object", "list");
        ArrayNode data = answer.putArray("data");
        models.usable().forEach(model -> data.add(json(model)));
        ArrayNode unusable = answer.putArray("unusable_providers");
        models.unusable().forEach((name, why) -> unusable.addObject().put("name", name).put("reason", why));
        exchange.send(answer);
    }

    void one(Exchange exchange) {
        String id = exchange.pathAfter("/models/");
        exchange.send(models.usable().stream().filter(model -> model.id().equals(id)).findFirst().map(Models::json)
                .orElseThrow(() -> new ApiException(new ApiError(404, "invalid_request_error", "model_not_found", "model",
                        "The model '%s' does not exist or cannot be used now.".formatted(id)))));
    }

    private static ObjectNode json(TurnModels.Model model) {
        ObjectNode node = EventCodec.json().createObjectNode().put("id", model.id()).put("object", "model")
                .put("created", model.created()).put("owned_by", model.ownedBy());
        model.contextLength().ifPresent(length -> node.put("context_length", length));
        return node;
    }
}
