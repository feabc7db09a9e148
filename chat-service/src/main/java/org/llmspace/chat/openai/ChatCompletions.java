package org.llmspace.chat.openai;

import static java.util.Objects.requireNonNullElse;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;
import org.llmspace.chat.openai.Exchange.ClientGoneException;
import org.llmspace.chat.turn.ChatTurns;
import org.llmspace.chat.turn.TurnStream;
import org.llmspace.contracts.Failure;
import org.llmspace.contracts.chat.ChatReply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.opentelemetry.context.Context;
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
        String key = exchange.header("Idempotency-Key"); // a kept turn that comes again is answered from memory
        List<TurnStream> answers = new ArrayList<>();
        for (int i = 0; i < request.n(); i++) {
            TurnStream answer = key == null || request.n() > 1 ? turns.answer(request.turn())
                    : turns.answer(request.turn(), key);
            answers.add(answer);
            exchange.onEnd(() -> answer.cancel(CLIENT_LEFT));
        }
        if (request.stream()) {
            stream(exchange, request, answers);
        } else {
            whole(exchange, request, answers);
        }
    }

    private void whole(Exchange exchange, CompletionRequest request, List<TurnStream> answers) {
        List<CompletionJson.Choice> choices = exchange.inTime(vertx, settings.longestAnswer(),
                () -> answers.forEach(answer -> answer.cancel("it took too long")),
                () -> all(answers, (_, answer) -> ending(answer)));
        choices.forEach(choice -> exchange.spend(choice.completed().usage().costUsd()));
        exchange.send(CompletionJson.of(request).whole(choices));
    }

    /// Reads several answers at the same time; when one fails, all end.
    private static <T> List<T> all(List<TurnStream> answers, BiFunction<Integer, TurnStream, T> read) {
        if (answers.size() == 1) {
            return List.of(read.apply(0, answers.getFirst()));
        }
        AtomicReference<@Nullable RuntimeException> problem = new AtomicReference<>();
        List<CompletableFuture<T>> running = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            int index = i;
            CompletableFuture<T> reading = new CompletableFuture<>();
            running.add(reading);
            Thread.ofVirtual().name("choice-" + i).start(Context.current().wrap(() -> {
                try {
                    reading.complete(read.apply(index, answers.get(index)));
                } catch (RuntimeException e) {
                    problem.compareAndSet(null, e);
                    reading.completeExceptionally(e);
                    answers.forEach(answer -> answer.cancel("another choice failed"));
                }
            }));
        }
        CompletableFuture.allOf(running.toArray(CompletableFuture[]::new)).handle((_, _) -> "all have ended").join();
        RuntimeException first = problem.get();
        if (first != null) {
            throw first;
        }
        return running.stream().map(CompletableFuture::join).toList();
    }

    private static CompletionJson.Choice ending(TurnStream answer) {
        boolean refused = false;
        StringBuilder reasoning = new StringBuilder();
        List<JsonNode> logprobs = new ArrayList<>();
        List<ObjectNode> steps = new ArrayList<>();
        while (true) {
            ChatReply reply = answer.next();
            if (reply instanceof ChatReply.Completed completed) {
                return new CompletionJson.Choice(completed, refused, reasoning.toString(), logprobs, steps);
            }
            if (reply instanceof ChatReply.Delta delta) {
                refused |= Boolean.TRUE.equals(delta.refusal());
                reasoning.append(requireNonNullElse(delta.reasoning(), ""));
                logprobs.addAll(requireNonNullElse(delta.logprobs(), List.<JsonNode> of()));
            }
            if (CompletionJson.isStep(reply)) {
                steps.add(CompletionJson.step(reply));
            }
            throwIfNoAnswer(reply, answer);
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
        List<ChatReply.Completed> completed = all(answers, (index, answer) -> write(exchange, request, json, index, answer));
        completed.forEach(answer -> exchange.spend(answer.usage().costUsd()));
        if (request.usageWanted()) {
            exchange.event(json.usageChunk(completed));
        }
        exchange.event("[DONE]");
        exchange.endEvents();
    }

    private static ChatReply.Completed write(Exchange exchange, CompletionRequest request, CompletionJson json, int index,
            TurnStream answer) {
        ToolChunks tools = new ToolChunks();
        boolean begun = false;
        while (true) {
            ChatReply reply = answer.next();
            if (!begun && says(reply)) {
                exchange.event(json.role(index));
                begun = true;
            }
            if (request.stepsWanted() && CompletionJson.isStep(reply)) {
                exchange.event(json.stepChunk(index, reply));
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
                case ChatReply.Failed failed -> throwIfNoAnswer(failed, answer);
                case ChatReply.Cancelled cancelled -> throwIfNoAnswer(cancelled, answer);
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

    private static void throwIfNoAnswer(ChatReply reply, TurnStream answer) {
        if (reply instanceof ChatReply.Failed(Failure failure)) {
            throw new ApiException(ApiError.of(failure).retryingAfter(answer.retryAfter()));
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
