package org.llmspace.chat.turn;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.llmspace.chat.provider.ModelEvent;
import org.llmspace.chat.provider.ModelStream;
import org.llmspace.chat.provider.ProviderException;
import org.llmspace.contracts.Failure;
import org.llmspace.contracts.FailureCode;
import org.llmspace.contracts.chat.ChatMessage;
import org.llmspace.contracts.chat.ChatReply;
import org.llmspace.contracts.chat.Citation;
import org.llmspace.contracts.chat.Content;
import org.llmspace.contracts.chat.Role;
import org.llmspace.contracts.chat.ToolCall;

/// The answer to one turn while it comes in: a series of replies whose last one is the turn's only ending. One thread reads;
/// any thread may [#cancel].
public final class TurnStream implements AutoCloseable {

    /// What a turn begins with, once it is known.
    ///
    /// @param model as a turn names it
    record Opening(String model, List<Citation> evidence, ModelStream stream) {
    }

    /// Finds out who answers, from which passages; may take a while.
    interface Begin {
        Opening begin();
    }

    private static final Pattern REFERENCE = Pattern.compile("\\[(\\d{1,3})]");

    private final Begin begin;
    private final TurnMetrics.Clock clock;
    private final Queue<ChatReply> ready = new ArrayDeque<>();
    private final StringBuilder text = new StringBuilder();
    private final List<ToolCall> toolCalls = new ArrayList<>();
    private volatile @Nullable Opening opening;
    private volatile boolean cancelled;
    private volatile @Nullable String reason;

    TurnStream(Begin begin, TurnMetrics.Clock clock) {
        this.begin = begin;
        this.clock = clock;
    }

    /// The next reply; blocks until there is one. Not to be called after the turn's ending.
    public ChatReply next() {
        try {
            while (ready.isEmpty()) {
                advance();
            }
            ChatReply reply = ready.remove();
            clock.note(reply);
            return reply;
        } catch (ProviderException e) {
            return ended(e.failure());
        } catch (RuntimeException e) {
            TurnMetrics.LOG.error("a turn failed", e);
            return ended(Failure.of(FailureCode.INTERNAL, "chat-service failed; its log says why"));
        }
    }

    /// Whether a reply is a turn's last one.
    public static boolean isEnding(ChatReply reply) {
        return switch (reply) {
            case ChatReply.Completed _ -> true;
            case ChatReply.Failed _ -> true;
            case ChatReply.Cancelled _ -> true;
            case ChatReply.Answered _ -> true;
            case ChatReply.TurnAccepted _ -> false;
            case ChatReply.Prepared _ -> false;
            case ChatReply.Planned _ -> false;
            case ChatReply.Used _ -> false;
            case ChatReply.Compared _ -> false;
            case ChatReply.Started _ -> false;
            case ChatReply.Delta _ -> false;
            case ChatReply.Progress _ -> false;
            case ChatReply.ToolDelta _ -> false;
            case ChatReply.ToolCalled _ -> false;
            case ChatReply.ToolReturned _ -> false;
            case ChatReply.Cited _ -> false;
        };
    }

    /// Ends the turn and the provider's work for it; the reader gets [ChatReply.Cancelled].
    public void cancel(@Nullable String why) {
        reason = why;
        cancelled = true;
        close();
    }

    @Override
    public void close() {
        Opening open = opening;
        if (open != null) {
            open.stream().close();
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
            ready.add(new ChatReply.Started(begun.model()));
            return;
        }
        switch (open.stream().next()) {
            case ModelEvent.Text(String more) -> {
                text.append(more);
                ready.add(ChatReply.Delta.of(more));
            }
            case ModelEvent.Reasoning(String more) -> ready.add(new ChatReply.Delta("", more));
            case ModelEvent.Progress now ->
                ready.add(new ChatReply.Progress(now.description(), now.unit(), now.done(), now.total()));
            case ModelEvent.Switched(String other) -> {
                opening = new Opening(other, open.evidence(), open.stream());
                ready.add(new ChatReply.Started(other));
            }
            case ModelEvent.ToolPiece piece ->
                ready.add(new ChatReply.ToolDelta(piece.index(), piece.id(), piece.name(), piece.arguments()));
            case ModelEvent.CallTool(ToolCall call) -> {
                toolCalls.add(call);
                ready.add(new ChatReply.ToolCalled(call, true));
            }
            case ModelEvent.End end -> complete(open, end);
        }
    }

    private void complete(Opening open, ModelEvent.End end) {
        List<Citation> cited = cited(open.evidence());
        cited.forEach(citation -> ready.add(new ChatReply.Cited(citation)));
        List<Content> content = text.isEmpty() && !toolCalls.isEmpty() ? List.of() : List.of(new Content.Text(text.toString()));
        ready.add(new ChatReply.Completed(open.model(), new ChatMessage(Role.ASSISTANT, content, null, toolCalls, null),
                end.finishReason(), cited, end.usage(), end.warnings()));
    }

    /// The passages that the answer names.
    private List<Citation> cited(List<Citation> evidence) {
        List<Integer> numbers = REFERENCE.matcher(text).results().map(found -> Integer.valueOf(found.group(1))).toList();
        return evidence.stream().filter(citation -> numbers.contains(citation.number())).toList();
    }

    private ChatReply ended(Failure failure) {
        close();
        ChatReply ending = cancelled ? new ChatReply.Cancelled(reason) : new ChatReply.Failed(failure);
        clock.note(ending);
        return ending;
    }
}
