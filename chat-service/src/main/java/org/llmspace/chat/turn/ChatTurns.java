package org.llmspace.chat.turn;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import jakarta.inject.Singleton;

import org.llmspace.chat.assistant.Assistant;
import org.llmspace.chat.assistant.AssistedTurn;
import org.llmspace.chat.provider.ModelCall;
import org.llmspace.chat.provider.ProviderException;
import org.llmspace.chat.provider.Providers;
import org.llmspace.chat.retrieval.Retrieval;
import org.llmspace.contracts.Failure;
import org.llmspace.contracts.FailureCode;
import org.llmspace.contracts.chat.ChatMessage;
import org.llmspace.contracts.chat.ChatRequest;
import org.llmspace.contracts.chat.Citation;
import org.llmspace.contracts.chat.GenerationOptions;
import org.llmspace.contracts.chat.ToolUse;

/// Answers turns: picks the model, finds the passages to answer from, and hands on what the model says.
@Singleton
public class ChatTurns {

    private final Assistant assistant;
    private final Providers providers;
    private final Retrieval retrieval;
    private final TurnMetrics metrics;

    ChatTurns(Assistant assistant, Providers providers, Retrieval retrieval, TurnMetrics metrics) {
        this.assistant = assistant;
        this.providers = providers;
        this.retrieval = retrieval;
        this.metrics = metrics;
    }

    /// Begins a turn; nothing happens until its stream is read.
    public TurnStream answer(ChatRequest.Turn turn) {
        return answer(turn, UUID.randomUUID().toString());
    }

    /// @param turnId the same for the same turn, however often it is delivered; a kept turn is answered once
    public TurnStream answer(ChatRequest.Turn turn, String turnId) {
        return new TurnStream(() -> open(turn, turnId), metrics.start());
    }

    private TurnStream.Opening open(ChatRequest.Turn turn, String turnId) {
        Providers.Choice choice = providers.choose(turn.model());
        boolean guide = choice.provider().name().equals(Providers.GUIDE);
        AssistedTurn assisted = assist(turn, turnId, guide ? ToolUse.Mode.AUTO : ToolUse.Mode.OFF);
        List<Citation> evidence = guide ? retrieval.inGuideAnd(turn.documents(), assisted.messages())
                : retrieval.in(turn.documents(), assisted.messages());
        return new TurnStream.Opening(choice.id(), evidence, assisted, more -> {
            List<ChatMessage> messages = new ArrayList<>(assisted.messages());
            messages.addAll(more);
            GenerationOptions options = assisted.toolbox().open()
                    ? turn.options().withTools(assisted.toolbox().functions())
                    : turn.options();
            return providers.open(choice, new ModelCall(choice.model(), messages, options, evidence));
        }, guide && !turn.options().tools().isEmpty()
                ? List.of("guide calls no functions of the caller; 'tools' is ignored")
                : List.of());
    }

    private AssistedTurn assist(ChatRequest.Turn turn, String turnId, ToolUse.Mode mode) {
        refuseUnsupported(turn);
        try {
            return assistant.assist(turn, turnId, new ToolUse(mode, List.of()));
        } catch (IllegalArgumentException e) {
            throw new ProviderException(Failure.of(FailureCode.INVALID_REQUEST, String.valueOf(e.getMessage())));
        }
    }

    private static void refuseUnsupported(ChatRequest.Turn turn) {
        if (turn.template() != null) {
            throw new ProviderException(Failure.of(FailureCode.UNSUPPORTED,
                    "chat-service keeps no templates: send the text itself in 'messages', and examples in 'examples'"));
        }
        if (!turn.documentIds().isEmpty()) {
            throw new ProviderException(Failure.of(FailureCode.UNSUPPORTED,
                    "chat-service keeps no documents: send them whole in 'documents' in place of 'document_ids'"));
        }
    }
}
