package org.llmspace.chat.provider;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// Keeps the tool calls of one answer apart: Gemini gives several of them the same number, others give none.
final class ToolNumbers {

    private final List<String> ids = new ArrayList<>();
    private final Map<Integer, Integer> last = new HashMap<>();

    /// Corrects the numbers in an event; false if they were right.
    boolean apart(JsonNode event) {
        boolean changed = false;
        for (JsonNode call : event.path("choices").path(0).path("delta").path("tool_calls")) {
            int given = call.path("index").asInt(0);
            int number = number(given, call.path("id").asText(""), call.path("function").path("name").asText(""));
            if ((!call.has("index") || number != given) && call instanceof ObjectNode node) {
                node.put("index", number);
                changed = true;
            }
        }
        return changed;
    }

    /// A new id begins a new call; so does a name without id where the last call had another one.
    private int number(int given, String id, String name) {
        Integer before = last.get(given);
        if (before != null && (id.isEmpty() || ids.get(before).equals(id)) && (!id.isEmpty() || name.isEmpty())) {
            return before;
        }
        ids.add(id);
        last.put(given, ids.size() - 1);
        return ids.size() - 1;
    }
}
