package org.llmspace.chat.turn;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.llmspace.chat.assistant.AssistedTurn;
import org.llmspace.chat.assistant.Keeper;
import org.llmspace.chat.provider.ModelEvent;
import org.llmspace.chat.provider.ModelStream;
import org.llmspace.chat.provider.ProviderException;
import org.llmspace.chat.tool.Plan;
import org.llmspace.contracts.Failure;
import org.llmspace.contracts.FailureCode;
import org.llmspace.contracts.chat.ChatMessage;
import org.llmspace.contracts.chat.ChatReply;
import org.llmspace.contracts.chat.Citation;
import org.llmspace.contracts.chat.Content;
import org.llmspace.contracts.chat.ContextReport;
import org.llmspace.contracts.chat.PlanStep;
import org.llmspace.contracts.chat.Role;
import org.llmspace.contracts.chat.ToolCall;
import org.llmspace.contracts.chat.Usage;

import com.fasterxml.jackson.databind.JsonNode;

/// The answer to one turn while it comes in: a series of replies whose last one is the turn's only ending. One thread reads;
/// any thread may [#cancel].
public final class TurnStream implements ReplyStream {

    /// What a turn begins with, once it is known.
    ///
    /// @param model as a turn names it
    /// @param context what the model is sent; null if it was not counted
    /// @param assisted the conversation and the tools
    /// @param rounds asks the model
    /// @param citing looks at the answer's citations
    /// @param warnings what of the turn is not done, for people
    record Opening(String model, @Nullable ContextReport context, AssistedTurn assisted, Rounds rounds, Citing citing,
            List<String> warnings) {
    }

    /// Asks the model once more, after tools have answered.
    interface Rounds {

        /// @param more what was said in this turn so far
        ModelStream ask(List<ChatMessage> more);
    }

    /// Finds the passages that an answer names, and checks whether they say what it says.
    interface Citing {
        List<Citation> cited(String answer);
    }

    /// Finds out who answers, from which passages; may take a while.
    interface Begin {
        Opening begin();
    }

    private final Begin begin;
    private final TurnMetrics.Clock clock;
    private final Queue<ChatReply> ready = new ArrayDeque<>();
    private final StringBuilder text = new StringBuilder();
    private final List<ToolCall> toolCalls = new ArrayList<>();
    private final List<ChatMessage> between = new ArrayList<>();
    private final List<ToolCall> hostedCalls = new ArrayList<>();
    private final Set<Integer> hostedPieces = new HashSet<>();
    private final List<String> warnings = new ArrayList<>();
    private Usage usage = Usage.UNKNOWN;
    private List<PlanStep> planned = List.of();
    private @Nullable List<JsonNode> logprobs;
    private boolean toolsOffered;
    private int roundBegins;
    private int rounds;
    private volatile @Nullable Opening opening;
    private volatile @Nullable ModelStream stream;
    private volatile boolean cancelled;
    private volatile @Nullable String reason;
    private volatile @Nullable Duration retryAfter;

    TurnStream(Begin begin, TurnMetrics.Clock clock) {
        this.begin = begin;
        this.clock = clock;
    }

    @Override
    public ChatReply next() {
        try {
            while (ready.isEmpty()) {
                advance();
            }
            ChatReply reply = ready.remove();
            clock.note(reply);
            return reply;
        } catch (ProviderException e) {
            retryAfter = e.retryAfter().orElse(null);
            return ended(e.failure());
        } catch (RuntimeException e) {
            TurnMetrics.LOG.error("a turn failed", e);
            return ended(Failure.of(FailureCode.INTERNAL, "chat-service failed; its log says why"));
        }
    }

    /// When the provider says it is worth trying again, if the turn failed and it does.
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /// Ends the provider's work, too.
    @Override
    public void cancel(@Nullable String why) {
        reason = why;
        cancelled = true;
        close();
    }

    @Override
    public void close() {
        ModelStream open = stream;
        if (open != null) {
            open.close();
        }
    }

    private void advance() {
        if (cancelled) {
            ready.add(new ChatReply.Cancelled(reason));
            return;
        }
        Opening open = opening;
        if (open == null) {
            Opening begun = begin.begin();
            opening = begun;
            warnings.addAll(begun.warnings());
            ready.add(new ChatReply.Started(begun.model()));
            if (begun.context() != null) {
                ready.add(new ChatReply.Prepared(begun.context()));
            }
            return;
        }
        Keeper keeper = open.assisted().keeper();
        if (keeper != null && !open.assisted().answered().isEmpty()) {
            repeat(keeper.again(open.assisted().answered()));
            return;
        }
        ModelStream saying = stream;
        if (saying == null) {
            ask(open);
        } else {
            hear(open, saying.next());
        }
    }

    /// A turn that was answered before is not asked, or paid, again.
    private void repeat(ChatReply.Completed completed) {
        ready.add(ChatReply.Delta.of(completed.message().text()));
        completed.citations().forEach(citation -> ready.add(new ChatReply.Cited(citation)));
        ready.add(completed);
    }

    private void ask(Opening open) {
        rounds++;
        roundBegins = text.length();
        toolsOffered = open.assisted().toolbox().open();
        stream = open.rounds().ask(List.copyOf(between));
        if (cancelled) {
            close();
        }
    }

    private void hear(Opening open, ModelEvent event) {
        switch (event) {
            case ModelEvent.Text(String more) -> {
                text.append(more);
                ready.add(new ChatReply.Delta(more, null, null, logprobs));
                logprobs = null;
            }
            case ModelEvent.LogProbs(List<JsonNode> tokens) -> logprobs = tokens;
            case ModelEvent.Refusal(String more) -> {
                text.append(more);
                ready.add(new ChatReply.Delta(more, null, true, null));
            }
            case ModelEvent.Reasoning(String more) -> ready.add(new ChatReply.Delta("", more));
            case ModelEvent.Progress now ->
                ready.add(new ChatReply.Progress(now.description(), now.unit(), now.done(), now.total()));
            case ModelEvent.Switched(String other) -> {
                opening = new Opening(other, open.context(), open.assisted(), open.rounds(), open.citing(), open.warnings());
                ready.add(new ChatReply.Started(other));
            }
            case ModelEvent.ToolPiece piece -> hear(open, piece);
            case ModelEvent.CallTool(ToolCall call) -> {
                boolean hosted = open.assisted().toolbox().has(call.function().name());
                (hosted ? hostedCalls : toolCalls).add(call);
                if (!hosted || toolsOffered && !isPlan(open, call.function().name())) {
                    ready.add(new ChatReply.ToolCalled(call, !hosted));
                }
            }
            case ModelEvent.End end -> end(open, end);
        }
    }

    /// Pieces are for callers who run the tool themselves.
    private void hear(Opening open, ModelEvent.ToolPiece piece) {
        if (piece.name() != null && open.assisted().toolbox().has(piece.name())) {
            hostedPieces.add(piece.index());
        }
        if (!hostedPieces.contains(piece.index())) {
            ready.add(new ChatReply.ToolDelta(piece.index(), piece.id(), piece.name(), piece.arguments()));
        }
    }

    private void end(Opening open, ModelEvent.End end) {
        usage = rounds == 1 ? end.usage() : usage.plus(end.usage());
        end.warnings().stream().filter(warning -> !warnings.contains(warning)).forEach(warnings::add);
        if (end.usage().totalTokens() > 0) {
            ready.add(new ChatReply.Used(rounds, open.model(), end.usage()));
        }
        if (!hostedCalls.isEmpty() && toolCalls.isEmpty() && toolsOffered) {
            runTools(open);
        } else if (!hostedCalls.isEmpty() && !toolsOffered) {
            warnings.add("%s went on calling tools when no more calls were allowed".formatted(open.model()));
            complete(open, toolCalls.isEmpty() ? "stop" : end.finishReason());
        } else {
            complete(open, end.finishReason());
        }
    }

    private static boolean isPlan(Opening open, String tool) {
        return open.assisted().toolbox().plan().filter(plan -> plan.name().equals(tool)).isPresent();
    }

    /// Tells the plan, if it is another than was told last.
    private void tellPlan(Opening open) {
        List<PlanStep> steps = open.assisted().toolbox().plan().map(Plan::steps).orElse(List.of());
        if (!steps.equals(planned)) {
            planned = steps;
            ready.add(new ChatReply.Planned(steps));
        }
    }

    private void runTools(Opening open) {
        String said = text.substring(roundBegins);
        between.add(new ChatMessage(Role.ASSISTANT, said.isEmpty() ? List.of() : List.of(new Content.Text(said)), null,
                hostedCalls, null));
        List<ChatReply.ToolReturned> results = open.assisted().toolbox().run(hostedCalls);
        tellPlan(open);
        for (ChatReply.ToolReturned returned : results) {
            if (!isPlan(open, returned.name())) {
                ready.add(returned);
            }
            String told = returned.error() ? "Error: " + returned.result() : returned.result();
            between.add(new ChatMessage(Role.TOOL, List.of(new Content.Text(told)), returned.name(), List.of(),
                    returned.callId()));
        }
        hostedCalls.clear();
        hostedPieces.clear();
        stream = null;
    }

    private void complete(Opening open, String finishReason) {
        open.assisted().toolbox().plan().ifPresent(Plan::end);
        tellPlan(open);
        List<Citation> cited = open.citing().cited(text.toString());
        cited.forEach(citation -> ready.add(new ChatReply.Cited(citation)));
        List<Content> content = text.isEmpty() && !toolCalls.isEmpty() ? List.of() : List.of(new Content.Text(text.toString()));
        ChatReply.Completed completed = new ChatReply.Completed(open.model(),
                new ChatMessage(Role.ASSISTANT, content, null, toolCalls, null), finishReason, cited, usage, warnings);
        Keeper keeper = open.assisted().keeper();
        ready.add(keeper == null ? completed
                : new ChatReply.Completed(open.model(), completed.message(), finishReason, cited, usage, warnings,
                        keeper.keep(between, completed)));
    }

    private ChatReply ended(Failure failure) {
        close();
        ChatReply ending = cancelled ? new ChatReply.Cancelled(reason) : new ChatReply.Failed(failure);
        clock.note(ending);
        return ending;
    }
}
