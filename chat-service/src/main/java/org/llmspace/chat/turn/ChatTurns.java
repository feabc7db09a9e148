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
import org.llmspace.chat.retrieval.Sources;
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

    /// Begins the same turn in several ways at the same time.
    public ReplyStream compare(ChatRequest.Comparison comparison) {
        return new ComparisonStream(comparison, this::answer);
    }

    private TurnStream.Opening open(ChatRequest.Turn turn, String turnId) {
        Providers.Choice choice = providers.choose(turn.model());
        boolean guide = choice.provider().name().equals(Providers.GUIDE);
        AssistedTurn assisted = assist(turn, turnId, guide ? ToolUse.Mode.AUTO : ToolUse.Mode.OFF);
        List<Citation> evidence = evidence(Sources.of(turn), assisted.messages(), guide);
        return new TurnStream.Opening(choice.id(), evidence, assisted, more -> {
            List<ChatMessage> messages = new ArrayList<>(assisted.messages());
            messages.addAll(more);
            GenerationOptions options = assisted.toolbox().open()
                    ? turn.options().withTools(assisted.toolbox().functions())
                    : turn.options();
            ModelCall call = new ModelCall(choice.model(), messages, options, evidence);
            return metrics.observed(providers.open(choice, call), choice, call);
        }, guide && !turn.options().tools().isEmpty()
                ? List.of("guide calls no functions of the caller; 'tools' is ignored")
                : List.of());
    }

    private List<Citation> evidence(Sources sources, List<ChatMessage> messages, boolean guide) {
        try {
            return guide ? retrieval.toQuote(sources, messages) : retrieval.toRead(sources, messages);
        } catch (IllegalArgumentException e) {
            throw ProviderException.of(FailureCode.INVALID_REQUEST, String.valueOf(e.getMessage()));
        }
    }

    private AssistedTurn assist(ChatRequest.Turn turn, String turnId, ToolUse.Mode mode) {
        try {
            return assistant.assist(turn, turnId, new ToolUse(mode, List.of()));
        } catch (IllegalArgumentException e) {
            throw ProviderException.of(FailureCode.INVALID_REQUEST, String.valueOf(e.getMessage()));
        }
    }
}
