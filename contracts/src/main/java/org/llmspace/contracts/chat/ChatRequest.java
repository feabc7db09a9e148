package org.llmspace.contracts.chat;

import static java.util.Objects.requireNonNullElse;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/// What can be asked of chat-service on `chat.requests`.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes(@JsonSubTypes.Type(value = ChatRequest.Turn.class, name = "turn"))
public sealed interface ChatRequest {

    /// One turn of a conversation: answer the last message, given those before it.
    ///
    /// @param model `provider/model`, for instance `guide` or `openai/gpt-5-mini`; null means the configured default
    /// @param conversation the conversation to remember the turn in; null means that nothing is remembered
    /// @param messages what was said so far, oldest first, the question last; never empty
    /// @param documents texts to answer from, besides those that chat-service holds already
    /// @param metadata the caller's own, handed back in no reply
    record Turn(@Nullable String model, @Nullable String conversation, List<ChatMessage> messages,
            GenerationOptions options, List<Document> documents, Map<String, String> metadata) implements ChatRequest {

        public Turn {
            messages = List.copyOf(requireNonNullElse(messages, List.of()));
            options = requireNonNullElse(options, GenerationOptions.DEFAULT);
            documents = List.copyOf(requireNonNullElse(documents, List.of()));
            metadata = Map.copyOf(requireNonNullElse(metadata, Map.of()));
        }

        public static Turn of(@Nullable String model, List<ChatMessage> messages) {
            return new Turn(model, null, messages, GenerationOptions.DEFAULT, List.of(), Map.of());
        }
    }
}
