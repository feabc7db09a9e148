package org.llmspace.chat.provider;

import static java.util.Objects.requireNonNull;

import java.util.List;

import org.llmspace.contracts.chat.ToolCall;
import org.llmspace.contracts.chat.Usage;

/// What a model says, piece by piece; [End] is the last and comes once.
public sealed interface ModelEvent {

    record Text(String text) implements ModelEvent {
        public Text {
            requireNonNull(text, "text");
        }
    }

    record Reasoning(String text) implements ModelEvent {
        public Reasoning {
            requireNonNull(text, "text");
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
