package org.llmspace.contracts.chat;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/// What a [ChatTask] is answered with.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({ @JsonSubTypes.Type(value = ChatResult.Previewed.class, name = "preview"),
        @JsonSubTypes.Type(value = ChatResult.Models.class, name = "models"),
        @JsonSubTypes.Type(value = ChatResult.Tools.class, name = "tools"),
        @JsonSubTypes.Type(value = ChatResult.Documents.class, name = "documents"),
        @JsonSubTypes.Type(value = ChatResult.Passages.class, name = "passages"),
        @JsonSubTypes.Type(value = ChatResult.Passage.class, name = "passage"),
        @JsonSubTypes.Type(value = ChatResult.Conversations.class, name = "conversations"),
        @JsonSubTypes.Type(value = ChatResult.Conversation.class, name = "conversation"),
        @JsonSubTypes.Type(value = ChatResult.Templates.class, name = "templates"),
        @JsonSubTypes.Type(value = ChatResult.Done.class, name = "done") })
public sealed interface ChatResult {

    record Previewed(ContextReport context) implements ChatResult {
        public Previewed {
            requireNonNull(context, "context");
        }
    }

    record Models(List<Model> models) implements ChatResult {
        public Models {
            models = List.copyOf(models);
        }
    }

    /// A model, or a provider whose models cannot be used now.
    ///
    /// @param id as a turn names it
    /// @param contextLength in tokens; null if it is not known
    /// @param unusable why it cannot be used now, for people; null if it can
    record Model(String id, @Nullable Integer contextLength, @Nullable String unusable) {
        public Model {
            requireNonNull(id, "id");
        }
    }

    record Tools(List<Tool> tools) implements ChatResult {
        public Tools {
            tools = List.copyOf(tools);
        }
    }

    /// @param origin `built in`, `pipeline`, or the name of the MCP server
    record Tool(String name, String description, String origin) {
        public Tool {
            requireNonNull(name, "name");
            requireNonNull(description, "description");
            requireNonNull(origin, "origin");
        }
    }

    record Documents(List<KeptDocument> documents) implements ChatResult {
        public Documents {
            documents = List.copyOf(documents);
        }
    }

    /// @param byMeaning whether it can be searched by meaning, besides by words
    record KeptDocument(String id, String name, String mediaType, long characters, int passages, boolean byMeaning,
            Instant at) {
        public KeptDocument {
            requireNonNull(id, "id");
            requireNonNull(name, "name");
            requireNonNull(mediaType, "mediaType");
            requireNonNull(at, "at");
        }
    }

    record Passages(List<Citation> passages) implements ChatResult {
        public Passages {
            passages = List.copyOf(passages);
        }
    }

    /// @param before what stands before the passage in its document, at most a page
    /// @param after what stands after it
    record Passage(Citation citation, String before, String after) implements ChatResult {
        public Passage {
            requireNonNull(citation, "citation");
            requireNonNull(before, "before");
            requireNonNull(after, "after");
        }
    }

    record Conversations(List<KeptConversation> conversations) implements ChatResult {
        public Conversations {
            conversations = List.copyOf(conversations);
        }
    }

    /// @param messages how many, in all branches
    record KeptConversation(String id, String title, int messages, Instant created, Instant updated) {
        public KeptConversation {
            requireNonNull(id, "id");
            requireNonNull(title, "title");
            requireNonNull(created, "created");
            requireNonNull(updated, "updated");
        }
    }

    /// @param messages in the order in which they were kept; `parent` makes a tree of them
    record Conversation(KeptConversation conversation, List<KeptMessage> messages) implements ChatResult {
        public Conversation {
            requireNonNull(conversation, "conversation");
            messages = List.copyOf(messages);
        }
    }

    /// A message of a kept conversation. Messages with the same parent are branches.
    ///
    /// @param parent the message before it; null for a first one
    /// @param model which model said it; null for people
    record KeptMessage(String id, @Nullable String parent, ChatMessage message, @Nullable String model,
            List<Citation> citations, @Nullable Usage usage, Instant at) {
        public KeptMessage {
            requireNonNull(id, "id");
            requireNonNull(message, "message");
            citations = List.copyOf(requireNonNullElse(citations, List.of()));
            requireNonNull(at, "at");
        }
    }

    record Templates(List<Template> templates) implements ChatResult {
        public Templates {
            templates = List.copyOf(templates);
        }
    }

    /// A stored prompt.
    ///
    /// @param version from 1
    /// @param variables the names in its `{{...}}`
    record Template(String name, int version, @Nullable String description, @Nullable String system, String user,
            List<Shot> examples, List<String> variables, Instant at) {
        public Template {
            requireNonNull(name, "name");
            requireNonNull(user, "user");
            examples = List.copyOf(requireNonNullElse(examples, List.of()));
            variables = List.copyOf(requireNonNullElse(variables, List.of()));
            requireNonNull(at, "at");
        }
    }

    /// What was asked is done, and there is nothing to show.
    record Done() implements ChatResult {
    }
}
