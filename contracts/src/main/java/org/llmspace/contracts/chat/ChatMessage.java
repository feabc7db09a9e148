package org.llmspace.contracts.chat;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonFormat;

/// One message of a conversation, in OpenAI's shape. On the wire `content` may be a plain string or a list of parts.
///
/// @param name the author's name among several users; null if not given
/// @param toolCalls what the assistant wants called; empty for other roles
/// @param toolCallId which call a `tool` message answers; null for other roles
public record ChatMessage(Role role,
        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) List<Content> content,
        @Nullable String name, List<ToolCall> toolCalls, @Nullable String toolCallId) {

    public ChatMessage {
        requireNonNull(role, "a message needs a role: system, user, assistant or tool");
        content = List.copyOf(requireNonNullElse(content, List.of()));
        toolCalls = List.copyOf(requireNonNullElse(toolCalls, List.of()));
    }

    public static ChatMessage of(Role role, String text) {
        return new ChatMessage(role, List.of(new Content.Text(text)), null, List.of(), null);
    }

    public static ChatMessage user(String text) {
        return of(Role.USER, text);
    }

    /// The text parts of the content, joined by line feeds.
    public String text() {
        return content.stream().filter(Content.Text.class::isInstance).map(part -> ((Content.Text) part).text())
                .collect(Collectors.joining("\n"));
    }
}
