package org.llmspace.chat.openai;

import java.time.Duration;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;
import org.llmspace.chat.openai.Exchange.ClientGoneException;
import org.llmspace.chat.turn.ChatTurns;
import org.llmspace.chat.turn.TurnStream;
import org.llmspace.contracts.chat.ChatReply;
import org.llmspace.contracts.kafka.EventCodec;
import org.llmspace.contracts.kafka.ExpiringMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.vertx.core.Vertx;

/// `/v1/responses`: answers that can be followed up by their id. They are kept for a while by the replica that gave them.
@Singleton
class Responses {

    private static final Duration KEPT = Duration.ofHours(6);
    private static final int MOST_KEPT = 2_000;

    /// @param messages the conversation with the answer, as chat completions would be sent it
    /// @param input what the client sent
    private record Kept(ObjectNode response, ArrayNode messages, JsonNode input) {
    }

    private final ChatTurns turns;
    private final OpenAiSettings settings;
    private final Vertx vertx;
    private final ExpiringMap<String, Kept> kept = new ExpiringMap<>(KEPT, MOST_KEPT);

    Responses(ChatTurns turns, OpenAiSettings settings, Vertx vertx) {
        this.turns = turns;
        this.settings = settings;
        this.vertx = vertx;
    }

    void create(Exchange exchange) {
        JsonNode body = exchange.json();
        ObjectNode chat = ResponseRequest.asCompletion(body, earlier(body.path("previous_response_id").textValue()));
        CompletionRequest request = CompletionRequest.of(chat);
        TurnStream answer = turns.answer(request.turn());
        exchange.onEnd(() -> answer.cancel("the client left"));
        if (request.stream()) {
            stream(exchange, body, chat, answer);
        } else {
            ResponseWriter writer = new ResponseWriter(body, (_, _) -> {
            });
            ChatReply.Completed completed = write(answer, writer);
            exchange.spend(completed.usage().costUsd());
            keep(body, chat, writer, completed);
            exchange.send(writer.response());
        }
    }

    void one(Exchange exchange) {
        exchange.send(find(id(exchange)).response());
    }

    void inputItems(Exchange exchange) {
        JsonNode input = find(id(exchange)).input();
        ObjectNode list = EventCodec.json().createObjectNode().put("object", "list").put("has_more", false);
        ArrayNode data = list.putArray("data");
        if (input.isTextual()) {
            ObjectNode message = data.addObject().put("type", "message").put("role", "user");
            message.putArray("content").addObject().put("type", "input_text").put("text", input.asText());
        } else {
            input.forEach(data::add);
        }
        exchange.send(list);
    }

    void delete(Exchange exchange) {
        String id = id(exchange);
        find(id);
        kept.remove(id);
        exchange.send(EventCodec.json().createObjectNode().put("id", id).put("object", "response").put("deleted", true));
    }

    private void stream(Exchange exchange, JsonNode body, ObjectNode chat, TurnStream answer) {
        long keepAlive = vertx.setPeriodic(settings.keepAlive().toMillis(), _ -> exchange.keepAlive());
        ResponseWriter writer = new ResponseWriter(body, exchange::event);
        try {
            ChatReply.Completed completed = write(answer, writer);
            exchange.spend(completed.usage().costUsd());
            keep(body, chat, writer, completed);
        } catch (ApiException e) {
            if (!exchange.eventsBegun()) {
                throw e;
            }
            writer.error(e.error());
        } finally {
            vertx.cancelTimer(keepAlive);
        }
        exchange.endEvents();
    }

    /// Nothing is sent before the turn has begun, so that one that is refused at once gets a status.
    private static ChatReply.Completed write(TurnStream answer, ResponseWriter writer) {
        boolean begun = false;
        while (true) {
            ChatReply reply = answer.next();
            switch (reply) {
                case ChatReply.Failed(var failure) -> throw new ApiException(ApiError.of(failure));
                case ChatReply.Cancelled _ -> throw new ClientGoneException();
                case ChatReply other -> {
                    if (!begun && !(other instanceof ChatReply.Started)) {
                        begun = true;
                        writer.begin();
                    }
                    writer.write(other);
                    if (other instanceof ChatReply.Completed completed) {
                        return completed;
                    }
                }
            }
        }
    }

    /// Keeps a response for later ones to follow.
    private void keep(JsonNode body, ObjectNode chat, ResponseWriter writer, ChatReply.Completed completed) {
        if (!body.path("store").asBoolean(true)) {
            return;
        }
        ArrayNode messages = EventCodec.json().createArrayNode();
        // instructions hold for one response only
        int first = body.hasNonNull("instructions") ? 1 : 0;
        for (int i = first; i < chat.path("messages").size(); i++) {
            messages.add(chat.path("messages").get(i));
        }
        messages.add(EventCodec.json().<JsonNode> valueToTree(completed.message()));
        kept.put(writer.response().path("id").asText(), new Kept(writer.response(), messages, body.path("input")));
    }

    private @Nullable ArrayNode earlier(@Nullable String id) {
        return id == null ? null : find(id).messages();
    }

    private Kept find(String id) {
        Kept found = kept.get(id);
        if (found == null) {
            throw new ApiException(new ApiError(404, "invalid_request_error", "response_not_found", "previous_response_id",
                    "There is no response '%s'; it was never stored here, or too long ago.".formatted(id)));
        }
        return found;
    }

    private static String id(Exchange exchange) {
        String path = exchange.context().request().path();
        return path.substring(path.indexOf("responses/") + "responses/".length()).replaceAll("/.*", "");
    }
}
