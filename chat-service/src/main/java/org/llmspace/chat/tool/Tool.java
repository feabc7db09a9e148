package org.llmspace.chat.tool;

import com.fasterxml.jackson.databind.JsonNode;

/// Something that the service can do for a model.
public sealed interface Tool permits Calculator, Clock, WebPage, PipelineTool, McpTool, Plan, DocumentSearch {

    String name();

    /// For the model and for people: what it does, and when to call it.
    String description();

    /// The JSON schema of its arguments.
    String parameters();

    /// Where it comes from: `built in`, `pipeline`, or the name of an MCP server.
    default String origin() {
        return "built in";
    }

    /// Whether it can be called now.
    default boolean available() {
        return true;
    }

    /// @throws IllegalArgumentException if the arguments are wrong; its message is for the model
    String call(JsonNode arguments);
}
