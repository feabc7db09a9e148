package org.llmspace.contracts.chat;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/// What can be asked of chat-service on `chat.requests`.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({ @JsonSubTypes.Type(value = ChatRequest.Turn.class, name = "turn"),
        @JsonSubTypes.Type(value = ChatRequest.Comparison.class, name = "comparison"),
        @JsonSubTypes.Type(value = ChatRequest.Task.class, name = "task") })
public sealed interface ChatRequest {

    /// One turn of a conversation: answer the last message, given those before it.
    ///
    /// @param model `provider/model`, for instance `guide` or `openai/gpt-5-mini`; null means the configured default
    /// @param conversation the conversation that the service keeps and continues; null means that nothing is kept
    /// @param parent the kept message that this turn follows, so that an edit or another try becomes a branch; null means
    ///        the newest one, and `root` the beginning. Without a conversation it means nothing
    /// @param messages without a conversation, what was said so far, oldest first, the question last; with one, only what
    ///        is new. May be empty where a template makes the question, or where another answer to `parent` is wanted
    /// @param documents texts to answer from, besides those that chat-service holds already
    /// @param documentIds kept documents to answer from; `*` means all that the owner may read
    /// @param examples pairs of question and answer that show the model what is wanted: none, one or several shots
    /// @param template a stored prompt to fill in; null means that the messages stand for themselves
    /// @param toolUse which tools of the service may be used; null means none, except that `guide` chooses itself
    /// @param owner whose conversation and documents these are, opaque; null means everybody's
    /// @param metadata the caller's own, handed back in no reply
    record Turn(@Nullable String model, @Nullable String conversation, @Nullable String parent,
            List<ChatMessage> messages, GenerationOptions options, List<Document> documents, List<String> documentIds,
            List<Shot> examples, @Nullable TemplateReference template, @Nullable ToolUse toolUse,
            @Nullable String owner, Map<String, String> metadata) implements ChatRequest {

        @JsonCreator
        public Turn {
            messages = List.copyOf(requireNonNullElse(messages, List.of()));
            options = requireNonNullElse(options, GenerationOptions.DEFAULT);
            documents = List.copyOf(requireNonNullElse(documents, List.of()));
            documentIds = List.copyOf(requireNonNullElse(documentIds, List.of()));
            examples = List.copyOf(requireNonNullElse(examples, List.of()));
            metadata = Map.copyOf(requireNonNullElse(metadata, Map.of()));
        }

        /// A turn without shots, template, tools and kept documents.
        public Turn(@Nullable String model, @Nullable String conversation, List<ChatMessage> messages,
                GenerationOptions options, List<Document> documents, Map<String, String> metadata) {
            this(model, conversation, null, messages, options, documents, List.of(), List.of(), null, null, null,
                    metadata);
        }

        public static Turn of(@Nullable String model, List<ChatMessage> messages) {
            return new Turn(model, null, messages, GenerationOptions.DEFAULT, List.of(), Map.of());
        }

        /// The same turn for another model, prompt or set of shots; nothing of it is kept.
        public Turn as(Variation variation) {
            return new Turn(variation.model() == null ? model : variation.model(), null, null, messages, options, documents,
                    documentIds, variation.examples() == null ? examples : variation.examples(),
                    variation.template() == null ? template : variation.template(), toolUse, owner, metadata);
        }
    }

    /// The same turn, asked in several ways at the same time; the answers come side by side.
    ///
    /// @param turn what all ways have in common; its conversation is not continued
    /// @param variations what each way changes; at least one
    record Comparison(Turn turn, List<Variation> variations) implements ChatRequest {
        public Comparison {
            requireNonNull(turn, "a comparison needs a 'turn'");
            variations = List.copyOf(requireNonNullElse(variations, List.of()));
            if (variations.isEmpty() || variations.size() > 8) {
                throw new IllegalArgumentException("a comparison needs 1 to 8 'variations'");
            }
        }
    }

    /// Something else than a turn: about conversations, documents, templates or models.
    ///
    /// @param owner whose conversations and documents are meant, opaque; null means everybody's
    record Task(ChatTask task, @Nullable String owner) implements ChatRequest {
        public Task {
            requireNonNull(task, "a task needs 'task'");
        }
    }
}
