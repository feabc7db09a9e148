package org.llmspace.chat.openai;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.llmspace.contracts.chat.ChatReply;
import org.llmspace.contracts.kafka.EventCodec;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// The function calls of one answer, as pieces in OpenAI's shape: numbered from 0, id and name only in the first piece. What
/// is absent is left out, since clients take a null or an empty name for another call.
final class ToolChunks {

    private final Map<Integer, Integer> numbers = new LinkedHashMap<>();
    private final List<String> begun = new ArrayList<>();

    ObjectNode piece(ChatReply.ToolDelta delta) {
        int number = numbers.computeIfAbsent(delta.index(), _ -> begin(String.valueOf(delta.id())));
        ObjectNode piece = EventCodec.json().createObjectNode().put("index", number);
        if (delta.id() != null) {
            piece.put("id", delta.id()).put("type", "function");
        }
        ObjectNode function = piece.putObject("function");
        if (delta.name() != null) {
            function.put("name", delta.name());
        }
        function.put("arguments", delta.arguments());
        return piece;
    }

    /// What was not sent yet of a call that is complete: all of it, or nothing.
    Optional<ObjectNode> rest(ChatReply.ToolCalled called) {
        if (!called.callerRuns() || begun.contains(called.call().id())) {
            return Optional.empty();
        }
        ObjectNode whole = EventCodec.json().createObjectNode().put("index", begin(called.call().id()));
        return Optional.of(whole.setAll(CompletionJson.toolCall(called.call())));
    }

    private int begin(String id) {
        begun.add(id);
        return begun.size() - 1;
    }
}
