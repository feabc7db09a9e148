package org.llmspace.chat.provider;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

import org.llmspace.contracts.chat.ToolCall;

import com.fasterxml.jackson.databind.JsonNode;

/// Puts tool calls together whose names and arguments come in pieces.
final class ToolCallFragments {

    private static final class Growing {
        private String id = "";
        private String name = "";
        private final StringBuilder arguments = new StringBuilder();
    }

    private final Map<Integer, Growing> calls = new TreeMap<>();

    void add(JsonNode fragment) {
        int index = fragment.path("index").asInt(Math.max(0, calls.size() - (fragment.hasNonNull("id") ? 0 : 1)));
        Growing call = calls.computeIfAbsent(index, _ -> new Growing());
        JsonNode function = fragment.path("function");
        if (fragment.hasNonNull("id") && !fragment.get("id").asText().isEmpty()) {
            call.id = fragment.get("id").asText();
        }
        if (function.hasNonNull("name") && !function.get("name").asText().isEmpty()) {
            call.name = function.get("name").asText();
        }
        if (function.hasNonNull("arguments")) {
            JsonNode arguments = function.get("arguments");
            call.arguments.append(arguments.isTextual() ? arguments.asText() : arguments.toString());
        }
    }

    List<ToolCall> all() {
        List<ToolCall> all = new ArrayList<>();
        for (Growing call : calls.values()) {
            String id = call.id.isEmpty() ? "call_" + UUID.randomUUID() : call.id;
            all.add(new ToolCall(id, new ToolCall.FunctionCall(call.name, call.arguments.toString())));
        }
        return all;
    }
}
