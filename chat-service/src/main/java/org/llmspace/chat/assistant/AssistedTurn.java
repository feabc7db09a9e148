package org.llmspace.chat.assistant;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.llmspace.chat.tool.Toolbox;
import org.llmspace.contracts.chat.ChatMessage;
import org.llmspace.contracts.chat.ChatResult.KeptMessage;

/// What a turn is answered with.
///
/// @param messages all that the model is told
/// @param keeper keeps the answer; null if the turn belongs to no kept conversation
/// @param answered what was kept when the turn was answered before; empty if it was not
public record AssistedTurn(List<ChatMessage> messages, Toolbox toolbox, @Nullable Keeper keeper,
        List<KeptMessage> answered) {

    public AssistedTurn {
        messages = List.copyOf(messages);
        answered = List.copyOf(answered);
    }
}
