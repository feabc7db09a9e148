package org.llmspace.chat.openai;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;
import org.llmspace.chat.openai.Exchange.ClientGoneException;
import org.llmspace.chat.turn.ChatTasks;
import org.llmspace.chat.turn.ChatTurns;
import org.llmspace.chat.turn.ReplyStream;
import org.llmspace.chat.turn.SharedNotes;
import org.llmspace.chat.turn.TurnStream;
import org.llmspace.contracts.chat.ChatReply;
import org.llmspace.contracts.chat.ChatRequest;
import org.llmspace.contracts.chat.ChatResult;
import org.llmspace.contracts.chat.ChatTask;
import org.llmspace.contracts.kafka.EventCodec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.vertx.core.Vertx;

/// `/v1/responses`: answers that can be followed up by their id. They are kept for a while: by the replica
/// that gave them or, where there is a database, for all.
@Singleton
class Responses {

    private static final Duration KEPT = Duration.ofHours(6);
    private static final long MOST_KEPT = 64L << 20;

    /// A response that is being made.
    private record Running(TurnStream answer, ResponseWriter writer) {
    }

    private final ChatTurns turns;
    private final ChatTasks tasks;
    private final OpenAiSettings settings;
    private final Vertx vertx;
    private final KeptResponses kept = new KeptResponses(KEPT, MOST_KEPT);
    private final SharedNotes shared;
    private final Map<String, Running> running = new ConcurrentHashMap<>();

    Responses(ChatTurns turns, ChatTasks tasks, SharedNotes shared, OpenAiSettings settings, Vertx vertx) {
        this.shared = shared;
        this.turns = turns;
        this.tasks = tasks;
        this.settings = settings;
        this.vertx = vertx;
    }

    void create(Exchange exchange) {
        JsonNode body = exchange.json();
        ObjectNode chat = ResponseRequest.asCompletion(body, earlier(body.path("previous_response_id")));
        CompletionRequest request = ResponseRequest.read(chat);
        TurnStream answer = turns.answer(request.turn());
        exchange.onEnd(() -> answer.cancel("the client left"));
        if (request.stream()) {
            stream(exchange, body, chat, answer);
        } else {
            ResponseWriter writer = new ResponseWriter(body, (_, _) -> {
            });
            ChatReply.Completed completed = exchange.inTime(vertx, settings.longestAnswer(),
                    () -> answer.cancel("it took too long"), () -> write(answer, writer));
            exchange.spend(completed.usage().costUsd());
            keep(body, chat, writer, completed);
            exchange.send(writer.response());
        }
    }

    void one(Exchange exchange) {
        exchange.send(find(id(exchange), null).response());
    }

    void inputItems(Exchange exchange) {
        JsonNode input = find(id(exchange), null).input();
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

    /// Ends a response that is being made; one that has ended stays what it is.
    void cancel(Exchange exchange) {
        String id = id(exchange);
        Running making = running.get(id);
        if (making == null) {
            exchange.send(find(id, null).response());
            return;
        }
        making.answer().cancel("cancelled by its caller");
        exchange.send(making.writer().response().deepCopy().put("status", "cancelled"));
    }

    /// How many tokens a request would put into the model's window; no model is called.
    void countTokens(Exchange exchange) {
        JsonNode body = exchange.json();
        ObjectNode chat = ResponseRequest.asCompletion(body, earlier(body.path("previous_response_id")));
        var task = new ChatRequest.Task(new ChatTask.Preview(ResponseRequest.read(chat).turn()), null);
        try (ReplyStream replies = tasks.answer(task)) {
            switch (replies.next()) {
                case ChatReply.Answered(ChatResult.Previewed(var context)) -> exchange.send(EventCodec.json().createObjectNode()
                        .put("object", "response.input_tokens").put("input_tokens", context.tokens()));
                case ChatReply.Failed(var failure) -> throw new ApiException(ApiError.of(failure));
                case ChatReply _ -> throw new IllegalStateException("a preview was answered with something else");
            }
        }
    }

    void delete(Exchange exchange) {
        String id = id(exchange);
        find(id, null);
        kept.remove(id);
        if (shared.areShared()) {
            shared.remove(id);
        }
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
        } catch (ClientGoneException e) {
            if (!exchange.eventsBegun()) {
                throw e;
            }
        } finally {
            vertx.cancelTimer(keepAlive);
        }
        exchange.endEvents();
    }

    /// Nothing is sent before the turn has begun, so that one that is refused at once gets a status.
    private ChatReply.Completed write(TurnStream answer, ResponseWriter writer) {
        String id = writer.response().path("id").asText();
        running.put(id, new Running(answer, writer));
        try {
            return writeAll(answer, writer);
        } finally {
            running.remove(id);
        }
    }

    private static ChatReply.Completed writeAll(TurnStream answer, ResponseWriter writer) {
        boolean begun = false;
        while (true) {
            ChatReply reply = answer.next();
            switch (reply) {
                case ChatReply.Failed(var failure) ->
                    throw new ApiException(ApiError.of(failure).retryingAfter(answer.retryAfter()));
                case ChatReply.Cancelled _ -> {
                    writer.cancelled();
                    throw new ClientGoneException();
                }
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
        String id = writer.response().path("id").asText();
        KeptResponses.Kept response = new KeptResponses.Kept(writer.response(), messages, body.path("input"));
        if (shared.areShared()) {
            shared.put(id, response.json().toString(), KEPT);
        } else {
            kept.put(id, response);
        }
    }

    private @Nullable ArrayNode earlier(JsonNode id) {
        if (id.isMissingNode() || id.isNull()) {
            return null;
        }
        if (!id.isTextual()) {
            throw new ApiException(ApiError.invalid("previous_response_id", "'previous_response_id' must be a text"));
        }
        return find(id.asText(), "previous_response_id").messages();
    }

    private KeptResponses.Kept find(String id, @Nullable String param) {
        KeptResponses.Kept found = shared.areShared() ? shared.get(id).map(KeptResponses.Kept::of).orElse(null) : kept.get(id);
        if (found == null) {
            throw new ApiException(new ApiError(404, "invalid_request_error", "response_not_found", param,
                    "There is no response '%s'; it was never stored here, or too long ago.".formatted(id)));
        }
        return found;
    }

    private static String id(Exchange exchange) {
        String path = exchange.context().request().path();
        return path.substring(path.indexOf("responses/") + "responses/".length()).replaceAll("/.*", "");
    }
}
