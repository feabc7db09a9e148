package org.llmspace.chat.assistant;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.llmspace.chat.memory.Conversations;
import org.llmspace.contracts.chat.ChatMessage;
import org.llmspace.contracts.chat.ChatReply.Completed;
import org.llmspace.contracts.chat.ChatReply.Kept;
import org.llmspace.contracts.chat.ChatRequest;
import org.llmspace.contracts.chat.ChatResult.KeptMessage;
import org.llmspace.contracts.chat.Citation;
import org.llmspace.contracts.chat.Role;
import org.llmspace.contracts.chat.Usage;

/// Keeps one turn: its question, what tools were asked and said, and the answer, in one piece.
public final class Keeper {

    private final Conversations conversations;
    private final ChatRequest.Turn turn;
    private final String turnId;
    private final @Nullable String parent;

    Keeper(Conversations conversations, ChatRequest.Turn turn, String turnId, @Nullable String parent) {
        this.conversations = conversations;
        this.turn = turn;
        this.turnId = turnId;
        this.parent = parent;
    }

    /// @param between calls and results of the service's own tools
    public Kept keep(List<ChatMessage> between, Completed answer) {
        List<KeptMessage> added = new ArrayList<>();
        String last = parent;
        String question = null;
        for (ChatMessage message : turn.messages()) {
            if (message.role() != Role.SYSTEM) {
                last = add(added, last, message, null);
                question = last;
            }
        }
        for (ChatMessage message : between) {
            last = add(added, last, message, message.role() == Role.ASSISTANT ? answer.model() : null);
        }
        String id = UUID.randomUUID().toString();
        added.add(new KeptMessage(id, last, answer.message(), answer.model(), answer.citations(), answer.usage(),
                Instant.now()));
        String conversation = conversation();
        conversations.add(turn.owner(), conversation, turnId, added);
        return new Kept(conversation, parent, question, id);
    }

    /// The ending of a turn that was answered before.
    public Completed again(List<KeptMessage> added) {
        KeptMessage answer = added.getLast();
        KeptMessage question = added.stream()
                .filter(message -> message.model() == null && message.message().role() == Role.USER)
                .reduce((first, second) -> second).orElse(null);
        List<Citation> citations = answer.citations();
        return new Completed(String.valueOf(answer.model()), answer.message(),
                answer.message().toolCalls().isEmpty() ? "stop" : "tool_calls", citations,
                answer.usage() == null ? Usage.UNKNOWN : answer.usage(), List.of(),
                new Kept(conversation(), added.getFirst().parent(), question == null ? null : question.id(), answer.id()));
    }

    private String conversation() {
        return String.valueOf(turn.conversation());
    }

    private static String add(List<KeptMessage> added, @Nullable String parent, ChatMessage message,
            @Nullable String model) {
        String id = UUID.randomUUID().toString();
        added.add(new KeptMessage(id, parent, message, model, List.of(), null, Instant.now()));
        return id;
    }
}
