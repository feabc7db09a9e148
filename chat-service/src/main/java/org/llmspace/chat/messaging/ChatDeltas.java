package org.llmspace.chat.messaging;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

import org.llmspace.contracts.chat.ChatReply;
import org.llmspace.contracts.kafka.DeltaRules;

import com.fasterxml.jackson.databind.JsonNode;

/// Joins deltas of an answer, keeping text, reasoning and each function call apart.
final class ChatDeltas implements DeltaRules<ChatReply> {

    @Override
    public int length(ChatReply reply) {
        return switch (reply) {
            case ChatReply.Delta delta -> delta.text().length() + reasoning(delta).length();
            case ChatReply.ToolDelta delta -> delta.arguments().length();
            case ChatReply.Compared compared -> length(compared.reply());
            case ChatReply _ -> -1;
        };
    }

    @Override
    public boolean joinable(ChatReply first, ChatReply second) {
        if (first instanceof ChatReply.ToolDelta a && second instanceof ChatReply.ToolDelta b) {
            return a.index() == b.index();
        }
        if (first instanceof ChatReply.Compared a && second instanceof ChatReply.Compared b) {
            return a.variation() == b.variation() && joinable(a.reply(), b.reply());
        }
        return first instanceof ChatReply.Delta a && second instanceof ChatReply.Delta b
                && (a.reasoning() == null) == (b.reasoning() == null) && Objects.equals(a.refusal(), b.refusal());
    }

    @Override
    public ChatReply join(List<ChatReply> replies) {
        if (replies.getFirst() instanceof ChatReply.ToolDelta first) {
            return new ChatReply.ToolDelta(first.index(), first.id(), first.name(), replies.stream()
                    .map(reply -> ((ChatReply.ToolDelta) reply).arguments()).collect(Collectors.joining()));
        }
        if (replies.getFirst() instanceof ChatReply.Compared first) {
            ChatReply joined = join(replies.stream().map(reply -> ((ChatReply.Compared) reply).reply()).toList());
            return new ChatReply.Compared(first.variation(), first.label(), joined,
                    ((ChatReply.Compared) replies.getLast()).elapsedMs());
        }
        List<ChatReply.Delta> deltas = replies.stream().map(ChatReply.Delta.class::cast).toList();
        String text = deltas.stream().map(ChatReply.Delta::text).collect(Collectors.joining());
        String reasoning = deltas.stream().map(ChatDeltas::reasoning).collect(Collectors.joining());
        List<JsonNode> logprobs = deltas.stream().map(ChatReply.Delta::logprobs).filter(Objects::nonNull)
                .flatMap(List::stream).toList();
        return new ChatReply.Delta(text, reasoning.isEmpty() ? null : reasoning, deltas.getFirst().refusal(),
                logprobs.isEmpty() ? null : logprobs);
    }

    private static String reasoning(ChatReply.Delta delta) {
        return delta.reasoning() == null ? "" : delta.reasoning();
    }
}
