package org.llmspace.chat.assistant;

import java.util.List;

import jakarta.inject.Singleton;

import org.llmspace.chat.memory.Conversations;
import org.llmspace.chat.tool.Tools;
import org.llmspace.contracts.chat.ChatResult;

/// What the service can show of its memory and its tools.
@Singleton
public class KeptConversations {

    private final Conversations conversations;
    private final Tools tools;

    KeptConversations(Conversations conversations, Tools tools) {
        this.conversations = conversations;
        this.tools = tools;
    }

    public Conversations all() {
        return conversations;
    }

    public List<ChatResult.Tool> tools() {
        return tools.all().stream().map(tool -> new ChatResult.Tool(tool.name(), tool.description(), tool.origin())).toList();
    }
}
