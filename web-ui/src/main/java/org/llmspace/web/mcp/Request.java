package org.llmspace.web.mcp;

import java.util.Set;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;

/// A message as it came.
///
/// @param session the id that the client was given; null if it does not use it
/// @param tools those that it wants to know of; empty for all
record Request(JsonNode message, @Nullable String session, Set<String> tools) {

    static Set<String> tools(@Nullable String listed) {
        return listed == null || listed.isBlank() ? Set.of() : Set.of(listed.split(","));
    }

    JsonNode id() {
        return message.path("id");
    }

    JsonNode params() {
        return message.path("params");
    }

    String method() {
        return message.path("method").asText();
    }

    JsonNode progressToken() {
        return params().path("_meta").path("progressToken");
    }

    /// The name of a call of this client, the same on every replica.
    @Nullable
    String call(JsonNode id) {
        return session == null || !session.matches("[0-9a-f]{32}") ? null : "mcp-" + session + "-" + id;
    }
}
