package org.llmspace.web.endpoint;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.chat.ChatReply;
import org.llmspace.contracts.chat.ChatRequest;
import org.llmspace.contracts.chat.ChatResult;
import org.llmspace.contracts.chat.ChatTask;
import org.llmspace.web.backend.NewCall;

/// Something that the pages ask of chat-service besides turns. It is on no list of what programs can call.
///
/// @param asks the task for some inputs
public record ChatTaskEndpoint(String name, Function<Inputs, ChatTask> asks) implements Endpoint {

    public static final ChatTaskEndpoint MODELS = new ChatTaskEndpoint("chat_models", in -> new ChatTask.ListModels());
    public static final ChatTaskEndpoint DOCUMENTS = new ChatTaskEndpoint("list_documents",
            in -> new ChatTask.ListDocuments());
    public static final ChatTaskEndpoint INGEST = new ChatTaskEndpoint("ingest_document",
            in -> new ChatTask.IngestDocument(in.textIfAny("name").orElse("Without a name"), null,
                    in.textIfAny("text").orElse(null), null, in.textIfAny("url").orElse(null)));
    public static final ChatTaskEndpoint DELETE_DOCUMENT = new ChatTaskEndpoint("delete_document",
            in -> new ChatTask.DeleteDocument(in.text("id")));
    public static final ChatTaskEndpoint SEARCH = new ChatTaskEndpoint("search_documents",
            in -> new ChatTask.SearchDocuments(in.text("query"), List.of(), null));
    public static final ChatTaskEndpoint PASSAGE = new ChatTaskEndpoint("read_passage",
            in -> new ChatTask.ReadPassage(in.text("id")));
    public static final ChatTaskEndpoint CONVERSATIONS = new ChatTaskEndpoint("list_conversations",
            in -> new ChatTask.ListConversations(in.textIfAny("query").orElse(null)));
    public static final ChatTaskEndpoint CONVERSATION = new ChatTaskEndpoint("read_conversation",
            in -> new ChatTask.ReadConversation(in.text("id")));
    public static final ChatTaskEndpoint RENAME = new ChatTaskEndpoint("rename_conversation",
            in -> new ChatTask.RenameConversation(in.text("id"), in.text("title")));
    public static final ChatTaskEndpoint DELETE_CONVERSATION = new ChatTaskEndpoint("delete_conversation",
            in -> new ChatTask.DeleteConversation(in.text("id")));
    public static final ChatTaskEndpoint PREVIEW = new ChatTaskEndpoint("preview",
            in -> new ChatTask.Preview(ChatEndpoint.turn(in, List.of())));

    static final List<Endpoint> ALL = List.of(MODELS, DOCUMENTS, INGEST, DELETE_DOCUMENT, SEARCH, PASSAGE, CONVERSATIONS,
            CONVERSATION, RENAME, DELETE_CONVERSATION, PREVIEW);

    /// The input that says whose conversations and documents are meant.
    public static final String OWNER = "owner";

    /// What a task was answered with; empty while it has no answer.
    public static Optional<ChatResult> result(Answer answer) {
        return answer.steps().stream().filter(ChatReply.Answered.class::isInstance)
                .map(step -> ((ChatReply.Answered) step).result()).findFirst();
    }

    @Override
    public String title() {
        return name;
    }

    @Override
    public String description() {
        return "";
    }

    @Override
    public List<Parameter> parameters() {
        return List.of();
    }

    @Override
    public List<Return> returns() {
        return List.of();
    }

    @Override
    public List<Example> examples() {
        return List.of();
    }

    @Override
    public NewCall.Request request(Inputs inputs, List<Exchange> past) {
        return new NewCall.Request.Chat(
                new ChatRequest.Task(asks.apply(inputs), inputs.textIfAny(OWNER).orElse(null)));
    }

    @Override
    public List<@Nullable Object> values(Answer answer, Inputs inputs) {
        return List.of();
    }
}
