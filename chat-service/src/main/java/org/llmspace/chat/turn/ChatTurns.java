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
import org.llmspace.contracts.chat.ContextReport;
import org.llmspace.contracts.chat.GenerationOptions;
import org.llmspace.contracts.chat.ToolUse;

/// Answers turns: picks the model, finds the passages to answer from, and hands on what the model says.
@Singleton
public class ChatTurns {

    private final Assistant assistant;
    private final Providers providers;
    private final Retrieval retrieval;
    private final ContextWindow window;
    private final TurnMetrics metrics;

    ChatTurns(Assistant assistant, Providers providers, Retrieval retrieval, ContextWindow window, TurnMetrics metrics) {
        this.window = window;
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
        Prepared prepared = prepare(choice, turn, assist(turn, turnId, mode(choice)));
        ContextWindow.Fitted fitted = prepared.kept() || window.mayOverflow(choice, prepared.call())
                ? window.fit(choice, prepared.turn(), prepared.call())
                : null;
        AssistedTurn assisted = fitted == null ? prepared.turn() : fitted.turn();
        ContextReport report = fitted != null && prepared.kept() ? fitted.report() : null;
        List<Citation> evidence = prepared.call().evidence();
        return new TurnStream.Opening(choice.id(), report, assisted, more -> {
            List<ChatMessage> messages = new ArrayList<>(assisted.messages());
            messages.addAll(more);
            ModelCall call = new ModelCall(choice.model(), messages, options(choice, turn, assisted), evidence);
            return metrics.observed(providers.open(choice, call), choice, call);
        }, answer -> retrieval.cited(answer, evidence), isGuide(choice) ? ignored(turn.options()) : List.of());
    }

    /// What the guide, which is no language model, does not do.
    private static List<String> ignored(GenerationOptions options) {
        List<String> warnings = new ArrayList<>();
        if (!options.tools().isEmpty()) {
            warnings.add("guide calls no functions of the caller; 'tools' is ignored");
        }
        if (options.responseFormat() != null && !options.responseFormat().path("type").asText().equals("text")) {
            warnings.add(
                    "guide quotes documents and writes no JSON; 'response_format' is ignored. Choose a language model for it");
        }
        return warnings;
    }

    /// How many tokens a turn would send, and what would be left out of it; no model is called.
    ///
    /// @throws ProviderException if the turn could not be asked
    public ContextReport preview(ChatRequest.Turn turn) {
        Providers.Choice choice = providers.choose(turn.model());
        Prepared prepared = prepare(choice, turn, assist(turn, "preview", mode(choice)));
        return window.look(choice, prepared.turn(), prepared.call()).report();
    }

    /// A turn and what is sent for it.
    private record Prepared(AssistedTurn turn, ModelCall call) {

        boolean kept() {
            return turn.keeper() != null && turn.answered().isEmpty();
        }
    }

    private Prepared prepare(Providers.Choice choice, ChatRequest.Turn turn, AssistedTurn assisted) {
        List<Citation> evidence = evidence(Sources.of(turn), assisted.messages(), isGuide(choice));
        return new Prepared(assisted,
                new ModelCall(choice.model(), assisted.messages(), options(choice, turn, assisted), evidence));
    }

    private static GenerationOptions options(Providers.Choice choice, ChatRequest.Turn turn, AssistedTurn assisted) {
        GenerationOptions asked = isGuide(choice) ? turn.options().withoutResponseFormat() : turn.options();
        return assisted.toolbox().open() ? asked.withTools(assisted.toolbox().functions()) : asked;
    }

    private static boolean isGuide(Providers.Choice choice) {
        return choice.provider().name().equals(Providers.GUIDE);
    }

    private static ToolUse.Mode mode(Providers.Choice choice) {
        return isGuide(choice) ? ToolUse.Mode.AUTO : ToolUse.Mode.OFF;
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
