package org.llmspace.chat.turn;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;
import org.llmspace.chat.assistant.KeptConversations;
import org.llmspace.chat.prompt.Templates;
import org.llmspace.chat.provider.ProviderException;
import org.llmspace.chat.retrieval.Documents;
import org.llmspace.chat.retrieval.Retrieval;
import org.llmspace.contracts.Failure;
import org.llmspace.contracts.FailureCode;
import org.llmspace.contracts.chat.ChatReply;
import org.llmspace.contracts.chat.ChatRequest;
import org.llmspace.contracts.chat.ChatResult;
import org.llmspace.contracts.chat.ChatTask;

/// Answers what is asked besides turns; always with one ending.
@Singleton
public class ChatTasks {

    private final ChatTurns turns;
    private final KeptConversations conversations;
    private final Documents documents;
    private final Retrieval retrieval;
    private final Templates templates;
    private final TurnModels models;

    ChatTasks(ChatTurns turns, KeptConversations conversations, Documents documents, Retrieval retrieval, Templates templates,
            TurnModels models) {
        this.turns = turns;
        this.conversations = conversations;
        this.documents = documents;
        this.retrieval = retrieval;
        this.templates = templates;
        this.models = models;
    }

    /// Begins a task; its ending is [ChatReply.Answered], [ChatReply.Failed] or [ChatReply.Cancelled].
    public ReplyStream answer(ChatRequest.Task request) {
        return new TaskStream(progress -> {
            try {
                return run(request, progress);
            } catch (ProviderException e) {
                return new ChatReply.Failed(e.failure());
            } catch (IllegalArgumentException e) {
                return refused(String.valueOf(e.getMessage()));
            }
        });
    }

    private ChatReply run(ChatRequest.Task request, Consumer<ChatReply.Progress> progress) throws InterruptedException {
        String owner = request.owner();
        return switch (request.task()) {
            case ChatTask.ListModels _ -> done(models());
            case ChatTask.ListTools _ -> done(new ChatResult.Tools(conversations.tools()));
            case ChatTask.ListConversations(String query) ->
                done(new ChatResult.Conversations(conversations.all().list(owner, query)));
            case ChatTask.ReadConversation(String id) -> found(conversations.all().read(owner, id), id);
            case ChatTask.RenameConversation(String id, String title) -> found(conversations.all().rename(owner, id, title)
                    .map(kept -> new ChatResult.Conversations(List.of(kept))), id);
            case ChatTask.DeleteConversation(String id) ->
                deleted(conversations.all().delete(owner, id), "conversation", id);
            case ChatTask.Preview(ChatRequest.Turn turn) ->
                done(new ChatResult.Previewed(turns.preview(owned(turn, owner))));
            case ChatTask.IngestDocument document ->
                done(new ChatResult.Documents(List.of(documents.ingest(owner, document, progress))));
            case ChatTask.ListDocuments _ -> done(new ChatResult.Documents(documents.list(owner)));
            case ChatTask.DeleteDocument(String id) -> deleted(documents.delete(owner, id), "document", id);
            case ChatTask.SearchDocuments search -> done(new ChatResult.Passages(retrieval.search(owner, search)));
            case ChatTask.ReadPassage(String id) -> retrieval.read(owner, id).map(ChatTasks::done)
                    .orElseGet(() -> refused("there is no passage '%s'".formatted(id)));
            case ChatTask.ListTemplates(String name) -> done(new ChatResult.Templates(templates.list(owner, name)));
            case ChatTask.SaveTemplate template ->
                done(new ChatResult.Templates(List.of(templates.save(owner, template))));
            case ChatTask.DeleteTemplate(String name) -> deleted(templates.delete(owner, name), "template", name);
            case ChatTask.PullModel(String model) -> pull(model, progress);
        };
    }

    private ChatReply pull(String model, Consumer<ChatReply.Progress> progress) throws InterruptedException {
        TurnModels.Model pulled = models.pull(model, progress);
        return done(new ChatResult.Models(
                List.of(new ChatResult.Model(pulled.id(), pulled.contextLength().orElse(null), null))));
    }

    private static ChatRequest.Turn owned(ChatRequest.Turn turn, @Nullable String owner) {
        return turn.owner() != null || owner == null ? turn
                : new ChatRequest.Turn(turn.model(), turn.conversation(), turn.parent(), turn.messages(), turn.options(),
                        turn.documents(), turn.documentIds(), turn.examples(), turn.template(), turn.toolUse(), owner,
                        turn.metadata());
    }

    private ChatResult models() {
        List<ChatResult.Model> all = new ArrayList<>();
        models.usable().forEach(model -> all.add(new ChatResult.Model(model.id(), model.contextLength().orElse(null), null)));
        models.unusable().forEach((name, why) -> all.add(new ChatResult.Model(name, null, why)));
        return new ChatResult.Models(all);
    }

    private static ChatReply found(Optional<? extends ChatResult> result, @Nullable String id) {
        return result.<ChatReply> map(ChatTasks::done).orElseGet(() -> missing("conversation", id));
    }

    private static ChatReply deleted(boolean there, String kind, String id) {
        return there ? done(new ChatResult.Done()) : missing(kind, id);
    }

    private static ChatReply missing(String kind, @Nullable String id) {
        return refused("there is no %s '%s'; list_%ss lists those there are".formatted(kind, id, kind));
    }

    private static ChatReply refused(String why) {
        return new ChatReply.Failed(Failure.of(FailureCode.INVALID_REQUEST, why));
    }

    private static ChatReply done(ChatResult result) {
        return new ChatReply.Answered(result);
    }
}
