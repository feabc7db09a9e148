package org.llmspace.contracts.chat;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import java.util.List;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/// What can be asked of chat-service besides turns; each is answered with one [ChatResult].
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "task")
@JsonSubTypes({ @JsonSubTypes.Type(value = ChatTask.Preview.class, name = "preview"),
        @JsonSubTypes.Type(value = ChatTask.ListModels.class, name = "list_models"),
        @JsonSubTypes.Type(value = ChatTask.ListTools.class, name = "list_tools"),
        @JsonSubTypes.Type(value = ChatTask.IngestDocument.class, name = "ingest_document"),
        @JsonSubTypes.Type(value = ChatTask.ListDocuments.class, name = "list_documents"),
        @JsonSubTypes.Type(value = ChatTask.DeleteDocument.class, name = "delete_document"),
        @JsonSubTypes.Type(value = ChatTask.SearchDocuments.class, name = "search_documents"),
        @JsonSubTypes.Type(value = ChatTask.ReadPassage.class, name = "read_passage"),
        @JsonSubTypes.Type(value = ChatTask.ListConversations.class, name = "list_conversations"),
        @JsonSubTypes.Type(value = ChatTask.ReadConversation.class, name = "read_conversation"),
        @JsonSubTypes.Type(value = ChatTask.RenameConversation.class, name = "rename_conversation"),
        @JsonSubTypes.Type(value = ChatTask.DeleteConversation.class, name = "delete_conversation"),
        @JsonSubTypes.Type(value = ChatTask.ListTemplates.class, name = "list_templates"),
        @JsonSubTypes.Type(value = ChatTask.SaveTemplate.class, name = "save_template"),
        @JsonSubTypes.Type(value = ChatTask.DeleteTemplate.class, name = "delete_template"),
        @JsonSubTypes.Type(value = ChatTask.PullModel.class, name = "pull_model") })
public sealed interface ChatTask {

    /// How many tokens a turn would send, and what would be left out of it; no model is called. Answered with
    /// [ChatResult.Previewed].
    record Preview(ChatRequest.Turn turn) implements ChatTask {
        public Preview {
            requireNonNull(turn, "a preview needs the 'turn' that would be sent");
        }
    }

    /// Answered with [ChatResult.Models].
    record ListModels() implements ChatTask {
    }

    /// Answered with [ChatResult.Tools].
    record ListTools() implements ChatTask {
    }

    /// Keeps a document to answer from; its progress is told. Answered with [ChatResult.Documents].
    ///
    /// @param name a file name; its ending tells the kind where `mediaType` does not
    /// @param text the document as text; null if `data` or `url` holds it
    /// @param data the document's bytes in base64, or as a `data:` URL; for large ones use `url`
    /// @param url where the bytes can be fetched: the file route of the Space, or a public address
    record IngestDocument(String name, @Nullable String mediaType, @Nullable String text, @Nullable String data,
            @Nullable String url) implements ChatTask {
        public IngestDocument {
            requireNonNull(name, "a document needs a 'name', for instance notes.pdf");
            if (text == null && data == null && url == null) {
                throw new IllegalArgumentException("a document needs 'text', 'data' (base64) or 'url'");
            }
        }
    }

    /// Answered with [ChatResult.Documents].
    record ListDocuments() implements ChatTask {
    }

    /// Answered with [ChatResult.Done].
    record DeleteDocument(String id) implements ChatTask {
        public DeleteDocument {
            requireNonNull(id, "which document to delete is told by 'id'");
        }
    }

    /// The passages that fit a question best. Answered with [ChatResult.Passages].
    ///
    /// @param documentIds where to search; empty means everywhere
    /// @param topK how many passages; null means as many as an answer rests on
    record SearchDocuments(String query, List<String> documentIds, @Nullable Integer topK) implements ChatTask {
        public SearchDocuments {
            requireNonNull(query, "a search needs a 'query'");
            documentIds = List.copyOf(requireNonNullElse(documentIds, List.of()));
        }
    }

    /// A cited passage with what stands before and after it. Answered with [ChatResult.Passage].
    ///
    /// @param id the citation's `passageId`
    record ReadPassage(String id) implements ChatTask {
        public ReadPassage {
            requireNonNull(id, "which passage to read is told by 'id'");
        }
    }

    /// The owner's conversations, the newest first. Answered with [ChatResult.Conversations].
    ///
    /// @param query only those that say these words, in any order; null means all
    record ListConversations(@Nullable String query) implements ChatTask {
        @JsonCreator
        public ListConversations {
            // nothing is wrong with any query
        }

        public ListConversations() {
            this(null);
        }
    }

    /// All messages with all branches. Answered with [ChatResult.Conversation].
    record ReadConversation(String id) implements ChatTask {
        public ReadConversation {
            requireNonNull(id, "which conversation to read is told by 'id'");
        }
    }

    /// Answered with [ChatResult.Conversations], of the one.
    record RenameConversation(String id, String title) implements ChatTask {
        public RenameConversation {
            requireNonNull(id, "which conversation to rename is told by 'id'");
            requireNonNull(title, "a conversation needs a 'title'");
        }
    }

    /// Answered with [ChatResult.Done].
    record DeleteConversation(String id) implements ChatTask {
        public DeleteConversation {
            requireNonNull(id, "which conversation to delete is told by 'id'");
        }
    }

    /// The newest version of each template. Answered with [ChatResult.Templates].
    ///
    /// @param name all versions of this one; null means the newest of all
    record ListTemplates(@Nullable String name) implements ChatTask {
    }

    /// Keeps a template as the next version of its name. Answered with [ChatResult.Templates], of the one.
    ///
    /// @param system the system prompt; null if there is none
    /// @param user the user's message; `{{name}}` stands for a variable, `{{input}}` for what the user typed
    record SaveTemplate(String name, @Nullable String description, @Nullable String system, String user,
            List<Shot> examples) implements ChatTask {
        public SaveTemplate {
            requireNonNull(name, "a template needs a 'name'");
            requireNonNull(user, "a template needs 'user', the text of the message with {{variables}}");
            examples = List.copyOf(requireNonNullElse(examples, List.of()));
        }
    }

    /// Deletes all versions. Answered with [ChatResult.Done].
    record DeleteTemplate(String name) implements ChatTask {
        public DeleteTemplate {
            requireNonNull(name, "which template to delete is told by 'name'");
        }
    }

    /// Gets a model for a provider that keeps models itself, as Ollama does; its progress is told, also to those who ask for
    /// the same model while it is under way. Answered with [ChatResult.Models], of the one.
    ///
    /// @param model as a turn names it, for instance `ollama/llama3.2`
    record PullModel(String model) implements ChatTask {
        public PullModel {
            requireNonNull(model, "which model to get is told by 'model', for instance ollama/llama3.2");
        }
    }
}
