package org.llmspace.chat.assistant;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import org.llmspace.contracts.chat.ChatMessage;
import org.llmspace.contracts.chat.Role;
import org.llmspace.contracts.chat.ToolCall;

/// Providers refuse a tool's result without its call, and a call without its result; both happen when a conversation was
/// cut, or ended in the middle.
final class ToolPairs {

    private ToolPairs() {
    }

    /// The messages without calls and results that have lost each other.
    static List<ChatMessage> repaired(List<ChatMessage> messages) {
        Set<String> results = messages.stream().map(ChatMessage::toolCallId).filter(Objects::nonNull)
                .collect(Collectors.toSet());
        Set<String> calls = messages.stream().flatMap(message -> message.toolCalls().stream()).map(ToolCall::id)
                .filter(results::contains).collect(Collectors.toSet());
        List<ChatMessage> repaired = new ArrayList<>();
        for (ChatMessage message : messages) {
            List<ToolCall> whole = message.toolCalls().stream().filter(call -> calls.contains(call.id())).toList();
            boolean lost = message.role() == Role.TOOL && !calls.contains(String.valueOf(message.toolCallId()));
            boolean empty = whole.isEmpty() && !message.toolCalls().isEmpty() && message.text().isBlank();
            if (!lost && !empty) {
                repaired.add(new ChatMessage(message.role(), message.content(), message.name(), whole,
                        message.toolCallId()));
            }
        }
        return repaired;
    }
}
