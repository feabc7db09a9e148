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
/// @param past the kept messages that are among those the model is told, oldest first
/// @param together makes the messages with other past ones
public record AssistedTurn(List<ChatMessage> messages, Toolbox toolbox, @Nullable Keeper keeper,
        List<KeptMessage> answered, List<KeptMessage> past, Together together) {

    /// Puts a turn's messages behind those that were kept.
    public interface Together {
        List<ChatMessage> behind(List<KeptMessage> past);
    }

    public AssistedTurn {
        messages = List.copyOf(messages);
        answered = List.copyOf(answered);
        past = List.copyOf(past);
    }

    AssistedTurn(Toolbox toolbox, @Nullable Keeper keeper, List<KeptMessage> answered, List<KeptMessage> past,
            Together together) {
        this(together.behind(past), toolbox, keeper, answered, past, together);
    }

    /// The same turn, its model not told the oldest messages.
    public AssistedTurn without(int oldest) {
        return new AssistedTurn(toolbox, keeper, answered, past.subList(oldest, past.size()), together);
    }
}
