package org.llmspace.chat.provider;

import static java.util.Objects.requireNonNull;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.chat.ToolCall;
import org.llmspace.contracts.chat.Usage;

import com.fasterxml.jackson.databind.JsonNode;

/// What a model says, piece by piece; [End] is the last and comes once.
public sealed interface ModelEvent {

    record Text(String text) implements ModelEvent {
        public Text {
            requireNonNull(text, "text");
        }
    }

    /// What the model says instead of an answer that it will not give.
    record Refusal(String text) implements ModelEvent {
        public Refusal {
            requireNonNull(text, "text");
        }
    }

    /// How likely the tokens of the [Text] are that comes next, in OpenAI's shape.
    record LogProbs(List<JsonNode> tokens) implements ModelEvent {
        public LogProbs {
            tokens = List.copyOf(tokens);
        }
    }

    record Reasoning(String text) implements ModelEvent {
        public Reasoning {
            requireNonNull(text, "text");
        }
    }

    /// What the answer waits for, for instance a model that is being loaded.
    ///
    /// @param total null if not known
    record Progress(String description, String unit, long done, @Nullable Long total) implements ModelEvent {
        public Progress {
            requireNonNull(description, "description");
            requireNonNull(unit, "unit");
        }
    }

    /// Another model answers, since the one before it did not begin.
    ///
    /// @param model as a turn names it
    record Switched(String model) implements ModelEvent {
        public Switched {
            requireNonNull(model, "model");
        }
    }

    /// A piece of a function call while it comes in; [CallTool] follows when it is complete.
    ///
    /// @param index the number of the call in its answer, from 0
    /// @param id only in the first piece of a call
    /// @param name only in the first piece of a call
    record ToolPiece(int index, @Nullable String id, @Nullable String name, String arguments) implements ModelEvent {
        public ToolPiece {
            requireNonNull(arguments, "arguments");
        }
    }

    /// The model wants a function called; all of it, not a fragment.
    record CallTool(ToolCall call) implements ModelEvent {
        public CallTool {
            requireNonNull(call, "call");
        }
    }

    /// @param finishReason OpenAI's: `stop`, `length`, `tool_calls` or `content_filter`
    /// @param warnings what the model could not take and was dropped
    record End(String finishReason, Usage usage, List<String> warnings) implements ModelEvent {
        public End {
            requireNonNull(finishReason, "finishReason");
            requireNonNull(usage, "usage");
            warnings = List.copyOf(warnings);
        }
    }
}
