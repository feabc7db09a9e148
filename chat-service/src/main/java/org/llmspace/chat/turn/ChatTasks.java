package org.llmspace.chat.turn;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;
import org.llmspace.chat.assistant.KeptConversations;
import org.llmspace.contracts.Failure;
import org.llmspace.contracts.FailureCode;
import org.llmspace.contracts.chat.ChatReply;
import org.llmspace.contracts.chat.ChatRequest;
import org.llmspace.contracts.chat.ChatResult;
import org.llmspace.contracts.chat.ChatTask;

/// Answers what is asked besides turns; always with one ending.
@Singleton
public class ChatTasks {

    private final KeptConversations conversations;
    private final TurnModels models;

    ChatTasks(KeptConversations conversations, TurnModels models) {
        this.conversations = conversations;
        this.models = models;
    }

    /// Begins a task; its ending is [ChatReply.Answered], [ChatReply.Failed] or [ChatReply.Cancelled].
    public ReplyStream answer(ChatRequest.Task request) {
        return new TaskStream(_ -> run(request));
    }

    private ChatReply run(ChatRequest.Task request) {
        String owner = request.owner();
        return switch (request.task()) {
            case ChatTask.ListModels _ -> done(models());
            case ChatTask.ListTools _ -> done(new ChatResult.Tools(conversations.tools()));
            case ChatTask.ListConversations _ -> done(new ChatResult.Conversations(conversations.all().list(owner)));
            case ChatTask.ReadConversation(String id) -> found(conversations.all().read(owner, id), id);
            case ChatTask.RenameConversation(String id, String title) -> found(conversations.all().rename(owner, id, title)
                    .map(kept -> new ChatResult.Conversations(List.of(kept))), id);
            case ChatTask.DeleteConversation(String id) -> found(
                    conversations.all().delete(owner, id) ? Optional.of(new ChatResult.Done()) : Optional.empty(), id);
            case ChatTask.Preview _ -> unsupported("previews");
            case ChatTask.IngestDocument _ -> unsupported("kept documents");
            case ChatTask.ListDocuments _ -> unsupported("kept documents");
            case ChatTask.DeleteDocument _ -> unsupported("kept documents");
            case ChatTask.SearchDocuments _ -> unsupported("kept documents");
            case ChatTask.ReadPassage _ -> unsupported("kept documents");
            case ChatTask.ListTemplates _ -> unsupported("templates");
            case ChatTask.SaveTemplate _ -> unsupported("templates");
            case ChatTask.DeleteTemplate _ -> unsupported("templates");
            case ChatTask.PullModel _ -> unsupported("pulls");
        };
    }

    private ChatResult models() {
        List<ChatResult.Model> all = new ArrayList<>();
        models.usable().forEach(model -> all.add(new ChatResult.Model(model.id(), model.contextLength().orElse(null), null)));
        models.unusable().forEach((name, why) -> all.add(new ChatResult.Model(name, null, why)));
        return new ChatResult.Models(all);
    }

    private static ChatReply found(Optional<? extends ChatResult> result, @Nullable String id) {
        return result.<ChatReply> map(ChatTasks::done).orElseGet(() -> new ChatReply.Failed(Failure.of(
                FailureCode.INVALID_REQUEST,
                "there is no conversation '%s'; list_conversations lists those there are".formatted(id))));
    }

    private static ChatReply done(ChatResult result) {
        return new ChatReply.Answered(result);
    }

    private static ChatReply unsupported(String what) {
        return new ChatReply.Failed(
                Failure.of(FailureCode.UNSUPPORTED, "this version of chat-service has no %s".formatted(what)));
    }
}
