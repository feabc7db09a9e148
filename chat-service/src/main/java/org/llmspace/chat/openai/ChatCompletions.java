package org.llmspace.chat.openai;

import java.util.ArrayList;
import java.util.List;

import jakarta.inject.Singleton;

import org.llmspace.chat.openai.Exchange.ClientGoneException;
import org.llmspace.chat.turn.ChatTurns;
import org.llmspace.chat.turn.TurnStream;
import org.llmspace.contracts.Failure;
import org.llmspace.contracts.chat.ChatReply;

import io.vertx.core.Vertx;

/// `POST /v1/chat/completions`, whole or streamed. A client that leaves cancels its turn.
@Singleton
class ChatCompletions {

    private static final String CLIENT_LEFT = "the client left";

    private final ChatTurns turns;
    private final OpenAiSettings settings;
    private final Vertx vertx;

    ChatCompletions(ChatTurns turns, OpenAiSettings settings, Vertx vertx) {
        this.turns = turns;
        this.settings = settings;
        this.vertx = vertx;
    }

    void complete(Exchange exchange) {
        CompletionRequest request = CompletionRequest.of(exchange.json());
        List<TurnStream> answers = new ArrayList<>();
        for (int i = 0; i < request.n(); i++) {
            TurnStream answer = turns.answer(request.turn());
            answers.add(answer);
            exchange.onEnd(() -> answer.cancel(CLIENT_LEFT));
        }
        if (request.stream()) {
            stream(exchange, request, answers);
        } else {
            whole(exchange, request, answers);
        }
    }

    private static void whole(Exchange exchange, CompletionRequest request, List<TurnStream> answers) {
        List<ChatReply.Completed> completed = new ArrayList<>();
        for (TurnStream answer : answers) {
            completed.add(ending(answer));
            exchange.spend(completed.getLast().usage().costUsd());
        }
        exchange.send(CompletionJson.of(request).whole(completed));
    }

    private static ChatReply.Completed ending(TurnStream answer) {
        while (true) {
            ChatReply reply = answer.next();
            if (reply instanceof ChatReply.Completed completed) {
                return completed;
            }
            throwIfNoAnswer(reply);
        }
    }

    /// The stream begins with the first token or the first sign of life, whichever comes first, so that a turn that is
    /// refused at once gets a status, which clients know how to handle.
    private void stream(Exchange exchange, CompletionRequest request, List<TurnStream> answers) {
        long keepAlive = vertx.setPeriodic(settings.keepAlive().toMillis(), _ -> exchange.keepAlive());
        try {
            writeAll(exchange, request, answers);
        } catch (ApiException e) {
            if (!exchange.eventsBegun()) {
                throw e;
            }
            // never a clean end without an answer: clients would take it for success
            exchange.event(e.error().json());
            exchange.endEvents();
        } finally {
            vertx.cancelTimer(keepAlive);
        }
    }

    private static void writeAll(Exchange exchange, CompletionRequest request, List<TurnStream> answers) {
        CompletionJson json = CompletionJson.of(request);
        List<ChatReply.Completed> completed = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            completed.add(write(exchange, json, i, answers.get(i)));
            exchange.spend(completed.getLast().usage().costUsd());
        }
        if (request.usageWanted()) {
            exchange.event(json.usageChunk(completed));
        }
        exchange.event("[DONE]");
        exchange.endEvents();
    }

    private static ChatReply.Completed write(Exchange exchange, CompletionJson json, int index, TurnStream answer) {
        ToolChunks tools = new ToolChunks();
        boolean begun = false;
        while (true) {
            ChatReply reply = answer.next();
            if (!begun && says(reply)) {
                exchange.event(json.role(index));
                begun = true;
            }
            switch (reply) {
                case ChatReply.Delta delta -> exchange.event(json.delta(index, delta));
                case ChatReply.ToolDelta piece -> exchange.event(json.toolCall(index, tools.piece(piece)));
                case ChatReply.ToolCalled called ->
                    tools.rest(called).ifPresent(chunk -> exchange.event(json.toolCall(index, chunk)));
                case ChatReply.Progress _ -> {
                }
                case ChatReply.Completed completed -> {
                    exchange.event(json.finish(index, completed));
                    return completed;
                }
                case ChatReply.Failed failed -> throwIfNoAnswer(failed);
                case ChatReply.Cancelled cancelled -> throwIfNoAnswer(cancelled);
                case ChatReply.Started _ -> {
                }
                case ChatReply.TurnAccepted _ -> {
                }
                case ChatReply.ToolReturned _ -> {
                }
                case ChatReply.Cited _ -> {
                }
                case ChatReply.Prepared _ -> {
                }
                case ChatReply.Planned _ -> {
                }
                case ChatReply.Used _ -> {
                }
                case ChatReply.Compared _ -> {
                }
                case ChatReply.Answered _ -> throw new IllegalStateException("a turn was answered like a task");
            }
        }
    }

    private static void throwIfNoAnswer(ChatReply reply) {
        if (reply instanceof ChatReply.Failed(Failure failure)) {
            throw new ApiException(ApiError.of(failure));
        }
        if (reply instanceof ChatReply.Cancelled) {
            throw new ClientGoneException();
        }
    }

    private static boolean says(ChatReply reply) {
        return switch (reply) {
            case ChatReply.Delta _ -> true;
            case ChatReply.ToolDelta _ -> true;
            case ChatReply.ToolCalled(var _, boolean callerRuns) -> callerRuns;
            case ChatReply.Progress _ -> false;
            case ChatReply.Completed _ -> true;
            case ChatReply.TurnAccepted _ -> false;
            case ChatReply.Started _ -> false;
            case ChatReply.ToolReturned _ -> false;
            case ChatReply.Cited _ -> false;
            case ChatReply.Prepared _ -> false;
            case ChatReply.Planned _ -> false;
            case ChatReply.Used _ -> false;
            case ChatReply.Compared _ -> false;
            case ChatReply.Answered _ -> false;
            case ChatReply.Failed _ -> false;
            case ChatReply.Cancelled _ -> false;
        };
    }
}
