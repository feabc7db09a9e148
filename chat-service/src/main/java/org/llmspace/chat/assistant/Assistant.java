package org.llmspace.chat.assistant;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;
import org.llmspace.chat.memory.Conversations;
import org.llmspace.chat.prompt.Templates;
import org.llmspace.chat.tool.Plan;
import org.llmspace.chat.tool.Toolbox;
import org.llmspace.chat.tool.Tools;
import org.llmspace.contracts.chat.ChatMessage;
import org.llmspace.contracts.chat.ChatRequest;
import org.llmspace.contracts.chat.ChatResult.KeptMessage;
import org.llmspace.contracts.chat.Role;
import org.llmspace.contracts.chat.Shot;
import org.llmspace.contracts.chat.ToolUse;

/// Puts together what a turn is answered with, and keeps what was said.
@Singleton
public class Assistant {

    private static final String ROOT = "root";

    private final Conversations conversations;
    private final Templates templates;
    private final Tools tools;

    Assistant(Conversations conversations, Templates templates, Tools tools) {
        this.templates = templates;
        this.conversations = conversations;
        this.tools = tools;
    }

    /// @param turnId the same for the same turn, however often it is delivered
    /// @param use which tools a turn gets that says nothing about them
    /// @throws IllegalArgumentException if the turn names something that does not exist, or asks nothing
    public AssistedTurn assist(ChatRequest.Turn asked, String turnId, ToolUse use) {
        ChatRequest.Turn turn = templates.fill(asked);
        var toolbox = tools.toolbox(turn.toolUse() == null ? use : turn.toolUse(), turn.owner());
        String conversation = turn.conversation();
        if (conversation == null) {
            return new AssistedTurn(toolbox, null, List.of(), List.of(), kept -> messages(turn, kept, toolbox));
        }
        List<KeptMessage> answered = conversations.ofTurn(turn.owner(), conversation, turnId);
        List<KeptMessage> past = answered.isEmpty() ? past(turn, conversation) : List.of();
        String parent = past.isEmpty() ? null : past.getLast().id();
        var keeper = new Keeper(conversations, turn, turnId, parent);
        return new AssistedTurn(toolbox, keeper, answered, past, kept -> messages(turn, kept, toolbox));
    }

    /// The system prompt, the examples, the conversation so far, and what is new.
    private static List<ChatMessage> messages(ChatRequest.Turn turn, List<KeptMessage> past, Toolbox toolbox) {
        List<ChatMessage> messages = new ArrayList<>();
        turn.messages().stream().filter(message -> message.role() == Role.SYSTEM).forEach(messages::add);
        toolbox.plan().ifPresent(_ -> messages.add(ChatMessage.of(Role.SYSTEM, Plan.INSTRUCTIONS)));
        for (Shot shot : turn.examples()) {
            messages.add(ChatMessage.user(shot.input()));
            messages.add(ChatMessage.of(Role.ASSISTANT, shot.output()));
        }
        List<ChatMessage> said = new ArrayList<>();
        past.forEach(message -> said.add(message.message()));
        turn.messages().stream().filter(message -> message.role() != Role.SYSTEM).forEach(said::add);
        if (said.isEmpty() && turn.messages().isEmpty()) {
            throw new IllegalArgumentException("a turn needs 'messages': at least one, the question last");
        }
        messages.addAll(turn.conversation() == null ? said : ToolPairs.repaired(said));
        return messages;
    }

    /// From the first message to the one that the turn follows.
    private List<KeptMessage> past(ChatRequest.Turn turn, String conversation) {
        List<KeptMessage> kept = conversations.messages(turn.owner(), conversation);
        Map<String, KeptMessage> byId = new HashMap<>();
        kept.forEach(message -> byId.put(message.id(), message));
        String parent = turn.parent() == null && !kept.isEmpty() ? kept.getLast().id() : turn.parent();
        if (parent != null && !parent.equals(ROOT) && !byId.containsKey(parent)) {
            throw new IllegalArgumentException("the conversation '%s' has no message '%s'".formatted(conversation, parent));
        }
        List<KeptMessage> path = new ArrayList<>();
        for (KeptMessage at = find(byId, parent); at != null; at = find(byId, at.parent())) {
            path.add(at);
        }
        return path.reversed();
    }

    private static @Nullable KeptMessage find(Map<String, KeptMessage> byId, @Nullable String id) {
        return id == null ? null : byId.get(id);
    }
}
