package org.llmspace.contracts.chat;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonProperty;

/// A call of a function that a model asks for, in OpenAI's shape.
public record ToolCall(String id, @JsonProperty("function") FunctionCall function) {

    public ToolCall {
        requireNonNull(id, "a tool call needs 'id'");
        requireNonNull(function, "a tool call needs 'function'");
    }

    @JsonProperty("type")
    public String kind() {
        return "function";
    }

    /// @param arguments a JSON object as text, as the model wrote it; it may be invalid JSON
    public record FunctionCall(String name, String arguments) {

        public FunctionCall {
            requireNonNull(name, "a function call needs 'name'");
            arguments = requireNonNullElse(arguments, "");
        }
    }
}
