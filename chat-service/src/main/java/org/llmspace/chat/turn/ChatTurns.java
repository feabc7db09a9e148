package org.llmspace.chat.turn;

import java.util.List;

import jakarta.inject.Singleton;

import org.llmspace.chat.provider.ModelCall;
import org.llmspace.chat.provider.ProviderException;
import org.llmspace.chat.provider.Providers;
import org.llmspace.chat.retrieval.Retrieval;
import org.llmspace.contracts.Failure;
import org.llmspace.contracts.FailureCode;
import org.llmspace.contracts.chat.ChatRequest;
import org.llmspace.contracts.chat.Citation;
import org.llmspace.contracts.chat.Role;

/// Answers turns: picks the model, finds the passages to answer from, and hands on what the model says.
@Singleton
public class ChatTurns {

    private final Providers providers;
    private final Retrieval retrieval;
    private final TurnMetrics metrics;

    ChatTurns(Providers providers, Retrieval retrieval, TurnMetrics metrics) {
        this.providers = providers;
        this.retrieval = retrieval;
        this.metrics = metrics;
    }

    /// Begins a turn; nothing happens until its stream is read.
    public TurnStream answer(ChatRequest.Turn turn) {
        return new TurnStream(() -> open(turn), metrics.start());
    }

    private TurnStream.Opening open(ChatRequest.Turn turn) {
        check(turn);
        Providers.Choice choice = providers.choose(turn.model());
        List<Citation> evidence = choice.provider().name().equals(Providers.GUIDE)
                ? retrieval.inGuideAnd(turn.documents(), turn.messages())
                : retrieval.in(turn.documents(), turn.messages());
        ModelCall call = new ModelCall(choice.model(), turn.messages(), turn.options(), evidence);
        return new TurnStream.Opening(choice.id(), evidence, providers.open(choice, call));
    }

    private static void check(ChatRequest.Turn turn) {
        if (turn.messages().isEmpty()) {
            throw invalid("a turn needs 'messages': at least one, the question last");
        }
        if (turn.messages().stream().allMatch(message -> message.role() == Role.SYSTEM)) {
            throw invalid("a turn needs a message with role 'user' besides the system prompt");
        }
    }

    private static ProviderException invalid(String message) {
        return new ProviderException(Failure.of(FailureCode.INVALID_REQUEST, message));
    }
}
