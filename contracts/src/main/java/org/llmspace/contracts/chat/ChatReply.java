package org.llmspace.contracts.chat;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.Accepted;
import org.llmspace.contracts.Failure;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonUnwrapped;

/// What chat-service says about a turn on `chat.replies`. A turn ends with exactly one of [Completed], [Failed] or
/// [Cancelled]; readers merge by attempt and sequence (headers), and a higher attempt replaces what came before.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({ @JsonSubTypes.Type(value = ChatReply.TurnAccepted.class, name = "accepted"),
        @JsonSubTypes.Type(value = ChatReply.Started.class, name = "started"),
        @JsonSubTypes.Type(value = ChatReply.Delta.class, name = "delta"),
        @JsonSubTypes.Type(value = ChatReply.Progress.class, name = "progress"),
        @JsonSubTypes.Type(value = ChatReply.ToolDelta.class, name = "tool_delta"),
        @JsonSubTypes.Type(value = ChatReply.ToolCalled.class, name = "tool_called"),
        @JsonSubTypes.Type(value = ChatReply.ToolReturned.class, name = "tool_returned"),
        @JsonSubTypes.Type(value = ChatReply.Cited.class, name = "cited"),
        @JsonSubTypes.Type(value = ChatReply.Completed.class, name = "completed"),
        @JsonSubTypes.Type(value = ChatReply.Failed.class, name = "failed"),
        @JsonSubTypes.Type(value = ChatReply.Cancelled.class, name = "cancelled") })
public sealed interface ChatReply {

    /// Published by the replica that took the turn, before a worker sees it.
    record TurnAccepted(Accepted accepted) implements ChatReply {
        public TurnAccepted {
            requireNonNull(accepted, "accepted");
        }
    }

    /// A worker begins an attempt, or goes on with another model before the first token came.
    ///
    /// @param model the `provider/model` that answers
    record Started(String model) implements ChatReply {
        public Started {
            requireNonNull(model, "model");
        }
    }

    /// More text of the answer, or of the model's reasoning.
    ///
    /// @param reasoning null if the model does not show its reasoning
    record Delta(String text, @Nullable String reasoning) implements ChatReply {
        public Delta {
            text = requireNonNullElse(text, "");
        }

        public static Delta of(String text) {
            return new Delta(text, null);
        }
    }

    /// What the answer waits for, and how far that is, for instance a model that is being loaded.
    ///
    /// @param unit what `done` and `total` count, for instance `bytes`
    /// @param total null if not known
    record Progress(String description, String unit, long done, @Nullable Long total) implements ChatReply {
        public Progress {
            requireNonNull(description, "description");
            requireNonNull(unit, "unit");
        }
    }

    /// More of a function call that the caller shall run; [ToolCalled] has all of it. The first piece has id and name, later
    /// ones only more of the arguments.
    ///
    /// @param index the number of the call in its answer, from 0
    record ToolDelta(int index, @Nullable String id, @Nullable String name, String arguments) implements ChatReply {
        public ToolDelta {
            arguments = requireNonNullElse(arguments, "");
        }
    }

    /// A function call, complete.
    ///
    /// @param callerRuns whether the caller shall run the function and send the result in its next turn; if not, the Space
    ///            runs it and [ToolReturned] follows
    record ToolCalled(ToolCall call, boolean callerRuns) implements ChatReply {
        public ToolCalled {
            requireNonNull(call, "call");
        }
    }

    /// @param durationMs how long the tool took
    record ToolReturned(String callId, String name, String result, boolean error, long durationMs)
            implements
                ChatReply {
        public ToolReturned {
            requireNonNull(callId, "callId");
            requireNonNull(name, "name");
            requireNonNull(result, "result");
        }
    }

    /// A passage that the answer rests on; the text refers to it as `[number]`.
    record Cited(Citation citation) implements ChatReply {
        public Cited {
            requireNonNull(citation, "citation");
        }
    }

    /// The whole answer; its text equals the deltas of the attempt, joined.
    ///
    /// @param finishReason OpenAI's: `stop`, `length`, `tool_calls` or `content_filter`
    /// @param warnings what the model could not take and was dropped, for people
    record Completed(String model, ChatMessage message, String finishReason, List<Citation> citations, Usage usage,
            List<String> warnings) implements ChatReply {
        public Completed {
            requireNonNull(model, "model");
            requireNonNull(message, "message");
            requireNonNull(finishReason, "finishReason");
            citations = List.copyOf(requireNonNullElse(citations, List.of()));
            usage = requireNonNullElse(usage, Usage.UNKNOWN);
            warnings = List.copyOf(requireNonNullElse(warnings, List.of()));
        }
    }

    record Failed(@JsonUnwrapped Failure failure) implements ChatReply {
        public Failed {
            requireNonNull(failure, "failure");
        }
    }

    record Cancelled(@Nullable String reason) implements ChatReply {
    }
}
