package org.llmspace.chat.messaging;

import java.util.List;
import java.util.stream.Collectors;

import org.llmspace.contracts.chat.ChatReply;
import org.llmspace.contracts.kafka.DeltaRules;

/// Joins deltas of an answer, keeping text and reasoning apart.
final class ChatDeltas implements DeltaRules<ChatReply> {

    @Override
    public int length(ChatReply reply) {
        return reply instanceof ChatReply.Delta delta ? delta.text().length() + reasoning(delta).length() : -1;
    }

    @Override
    public boolean joinable(ChatReply first, ChatReply second) {
        return first instanceof ChatReply.Delta a && second instanceof ChatReply.Delta b
                && (a.reasoning() == null) == (b.reasoning() == null);
    }

    @Override
    public ChatReply join(List<ChatReply> replies) {
        List<ChatReply.Delta> deltas = replies.stream().map(ChatReply.Delta.class::cast).toList();
        String text = deltas.stream().map(ChatReply.Delta::text).collect(Collectors.joining());
        String reasoning = deltas.stream().map(ChatDeltas::reasoning).collect(Collectors.joining());
        return new ChatReply.Delta(text, reasoning.isEmpty() ? null : reasoning);
    }

    private static String reasoning(ChatReply.Delta delta) {
        return delta.reasoning() == null ? "" : delta.reasoning();
    }
}
