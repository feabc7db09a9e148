package org.llmspace.chat.openai;

import java.util.List;

import jakarta.inject.Singleton;

import org.llmspace.chat.openai.Exchange.ClientGoneException;
import org.llmspace.chat.turn.ChatTasks;
import org.llmspace.chat.turn.ChatTurns;
import org.llmspace.chat.turn.ReplyStream;
import org.llmspace.contracts.Failure;
import org.llmspace.contracts.chat.ChatReply;
import org.llmspace.contracts.chat.ChatRequest;
import org.llmspace.contracts.chat.ChatResult;
import org.llmspace.contracts.chat.ChatTask;
import org.llmspace.contracts.kafka.EventCodec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.vertx.core.Vertx;

/// What can be asked besides turns: `POST /v1/tasks` takes any task in the words of the Kafka contract, and tells its
/// progress when asked to stream; `/v1/conversations` shows what is kept.
@Singleton
class Tasks {

    private final ChatTurns turns;
    private final ChatTasks tasks;
    private final OpenAiSettings settings;
    private final Vertx vertx;

    Tasks(ChatTurns turns, ChatTasks tasks, OpenAiSettings settings, Vertx vertx) {
        this.turns = turns;
        this.tasks = tasks;
        this.settings = settings;
        this.vertx = vertx;
    }

    void run(Exchange exchange) {
        JsonNode body = exchange.json();
        ChatRequest.Task task = CompletionRequest.read(body, ChatRequest.Task.class, "task");
        if (CompletionRequest.flag(body, "stream")) {
            stream(exchange, tasks.answer(task));
        } else {
            exchange.send(EventCodec.json().<JsonNode> valueToTree(answer(exchange, task)));
        }
    }

    /// The same turn in several ways: streamed as the answers come in, or their endings when all are there.
    void compare(Exchange exchange) {
        JsonNode body = exchange.json();
        ReplyStream replies = turns.compare(CompletionRequest.read(body, ChatRequest.Comparison.class, null));
        if (CompletionRequest.flag(body, "stream")) {
            stream(exchange, replies);
            return;
        }
        ObjectNode list = EventCodec.json().createObjectNode().put("object", "list");
        ArrayNode data = list.putArray("data");
        try (replies) {
            exchange.onEnd(() -> replies.cancel("the client left"));
            ChatReply reply;
            do {
                reply = replies.next();
                throwIfNoAnswer(reply);
                spend(exchange, reply);
                if (reply instanceof ChatReply.Compared compared && ReplyStream.isEnding(compared.reply())) {
                    data.add(EventCodec.json().<JsonNode> valueToTree(compared));
                }
            } while (!ReplyStream.isEnding(reply));
        }
        exchange.send(list);
    }

    void conversations(Exchange exchange) {
        ObjectNode list = EventCodec.json().createObjectNode().put("object", "list");
        var data = list.putArray("data");
        if (ask(exchange,
                new ChatTask.ListConversations(exchange.parameter("query"))) instanceof ChatResult.Conversations(var kept)) {
            kept.forEach(conversation -> data.add(json(conversation)));
        }
        exchange.send(list);
    }

    void conversation(Exchange exchange) {
        if (ask(exchange, new ChatTask.ReadConversation(id(exchange))) instanceof ChatResult.Conversation conversation) {
            ObjectNode answer = json(conversation.conversation());
            answer.set("messages", EventCodec.json().valueToTree(conversation.messages()));
            exchange.send(answer);
        }
    }

    void rename(Exchange exchange) {
        JsonNode title = exchange.json().path("title");
        if (!title.isTextual() || title.asText().isBlank()) {
            throw new ApiException(ApiError.invalid("title", "you must provide 'title', a text"));
        }
        if (ask(exchange,
                new ChatTask.RenameConversation(id(exchange), title.asText())) instanceof ChatResult.Conversations(var kept)) {
            exchange.send(json(kept.getFirst()));
        }
    }

    void delete(Exchange exchange) {
        String id = id(exchange);
        ask(exchange, new ChatTask.DeleteConversation(id));
        exchange.send(EventCodec.json().createObjectNode().put("id", id).put("object", "conversation.deleted").put("deleted",
                true));
    }

    private void stream(Exchange exchange, ReplyStream answer) {
        long keepAlive = vertx.setPeriodic(settings.keepAlive().toMillis(), _ -> exchange.keepAlive());
        try (ReplyStream replies = answer) {
            exchange.onEnd(() -> replies.cancel("the client left"));
            ChatReply reply;
            do {
                reply = replies.next();
                throwIfNoAnswer(reply);
                spend(exchange, reply);
                exchange.event(EventCodec.json().<JsonNode> valueToTree(reply));
            } while (!ReplyStream.isEnding(reply));
            exchange.event("[DONE]");
        } catch (ApiException e) {
            if (!exchange.eventsBegun()) {
                throw e;
            }
            exchange.event(e.error().json());
        } finally {
            vertx.cancelTimer(keepAlive);
        }
        exchange.endEvents();
    }

    private static void spend(Exchange exchange, ChatReply reply) {
        if (reply instanceof ChatReply.Compared compared && compared.reply() instanceof ChatReply.Completed completed) {
            exchange.spend(completed.usage().costUsd());
        }
    }

    private ChatResult ask(Exchange exchange, ChatTask task) {
        return answer(exchange, new ChatRequest.Task(task, exchange.parameter("owner")));
    }

    private ChatResult answer(Exchange exchange, ChatRequest.Task task) {
        try (ReplyStream replies = tasks.answer(task)) {
            exchange.onEnd(() -> replies.cancel("the client left"));
            while (true) {
                ChatReply reply = replies.next();
                if (reply instanceof ChatReply.Answered(ChatResult result)) {
                    return result;
                }
                throwIfNoAnswer(reply);
            }
        }
    }

    /// What names something that is not there is said so by the status.
    private static void throwIfNoAnswer(ChatReply reply) {
        if (reply instanceof ChatReply.Failed(Failure failure)) {
            boolean missing = List.of("there is no ", "There is no ").stream().anyMatch(failure.message()::startsWith);
            throw new ApiException(missing ? ApiError.of(404, failure.message()) : ApiError.of(failure));
        }
        if (reply instanceof ChatReply.Cancelled) {
            throw new ClientGoneException();
        }
    }

    private static ObjectNode json(ChatResult.KeptConversation kept) {
        return EventCodec.json().createObjectNode().put("id", kept.id()).put("object", "conversation")
                .put("title", kept.title())
                .put("message_count", kept.messages()).put("created_at", kept.created().getEpochSecond())
                .put("updated_at", kept.updated().getEpochSecond());
    }

    private static String id(Exchange exchange) {
        return exchange.pathAfter("/conversations/");
    }
}
