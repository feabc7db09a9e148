package org.llmspace.contracts.chat;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.Accepted;
import org.llmspace.contracts.Failure;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;

/// What chat-service says about a request on `chat.replies`. A turn ends with exactly one of [Completed], [Failed] or
/// [Cancelled]; a comparison and a task end with [Answered] instead of [Completed]. Readers merge by attempt and sequence (headers), and a higher attempt replaces what came before.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({ @JsonSubTypes.Type(value = ChatReply.TurnAccepted.class, name = "accepted"),
        @JsonSubTypes.Type(value = ChatReply.Started.class, name = "started"),
        @JsonSubTypes.Type(value = ChatReply.Prepared.class, name = "prepared"),
        @JsonSubTypes.Type(value = ChatReply.Delta.class, name = "delta"),
        @JsonSubTypes.Type(value = ChatReply.Progress.class, name = "progress"),
        @JsonSubTypes.Type(value = ChatReply.ToolDelta.class, name = "tool_delta"),
        @JsonSubTypes.Type(value = ChatReply.Planned.class, name = "planned"),
        @JsonSubTypes.Type(value = ChatReply.ToolCalled.class, name = "tool_called"),
        @JsonSubTypes.Type(value = ChatReply.ToolReturned.class, name = "tool_returned"),
        @JsonSubTypes.Type(value = ChatReply.Cited.class, name = "cited"),
        @JsonSubTypes.Type(value = ChatReply.Used.class, name = "used"),
        @JsonSubTypes.Type(value = ChatReply.Progress.class, name = "progress"),
        @JsonSubTypes.Type(value = ChatReply.Compared.class, name = "compared"),
        @JsonSubTypes.Type(value = ChatReply.Completed.class, name = "completed"),
        @JsonSubTypes.Type(value = ChatReply.Answered.class, name = "answered"),
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

    /// What the model is sent, where the service put the conversation together, or left something out of it.
    record Prepared(ContextReport context) implements ChatReply {
        public Prepared {
            requireNonNull(context, "context");
        }
    }

    /// The plan of an agent as it is now; it comes again whenever a step begins or ends.
    record Planned(List<PlanStep> steps) implements ChatReply {
        public Planned {
            steps = List.copyOf(steps);
        }
    }

    /// More text of the answer, or of the model's reasoning.
    ///
    /// @param reasoning null if the model does not show its reasoning
    /// @param refusal true if the text says that the model will not answer; null otherwise
    /// @param logprobs of the tokens of the text, in OpenAI's shape; null if they were not asked for
    record Delta(String text, @Nullable String reasoning, @Nullable Boolean refusal,
            @Nullable List<JsonNode> logprobs) implements ChatReply {
        @JsonCreator
        public Delta {
            text = requireNonNullElse(text, "");
            logprobs = logprobs == null ? null : List.copyOf(logprobs);
        }

        public Delta(String text, @Nullable String reasoning) {
            this(text, reasoning, null, null);
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

    /// What one call of a model took; a turn with tools calls the model several times.
    ///
    /// @param call the number of the call in the turn, from 1
    record Used(int call, String model, Usage usage) implements ChatReply {
        public Used {
            requireNonNull(model, "model");
            requireNonNull(usage, "usage");
        }
    }

    /// What happened to one of several answers that are made side by side.
    ///
    /// @param variation its place in the request, from 0
    /// @param label for people
    /// @param reply as if that way had been asked alone, its ending included
    /// @param elapsedMs since that way was begun
    record Compared(int variation, String label, ChatReply reply, long elapsedMs) implements ChatReply {
        public Compared {
            requireNonNull(label, "label");
            requireNonNull(reply, "reply");
        }
    }

    /// The whole answer; its text equals the deltas of the attempt, joined.
    ///
    /// @param finishReason OpenAI's: `stop`, `length`, `tool_calls` or `content_filter`
    /// @param usage the sum over all calls of the model
    /// @param warnings what the model could not take and was dropped, for people
    /// @param kept where the answer was kept; null if it was not
    record Completed(String model, ChatMessage message, String finishReason, List<Citation> citations, Usage usage,
            List<String> warnings, @Nullable Kept kept) implements ChatReply {
        @JsonCreator
        public Completed {
            requireNonNull(model, "model");
            requireNonNull(message, "message");
            requireNonNull(finishReason, "finishReason");
            citations = List.copyOf(requireNonNullElse(citations, List.of()));
            usage = requireNonNullElse(usage, Usage.UNKNOWN);
            warnings = List.copyOf(requireNonNullElse(warnings, List.of()));
        }

        /// An answer that was not kept.
        public Completed(String model, ChatMessage message, String finishReason, List<Citation> citations, Usage usage,
                List<String> warnings) {
            this(model, message, finishReason, citations, usage, warnings, null);
        }
    }

    /// Where the turn stands in its conversation.
    ///
    /// @param parent the message that it followed; null if it is a first one
    /// @param question the question's id; null if only another answer was asked for
    /// @param answer the answer's id, the `parent` of the next turn
    record Kept(String conversation, @Nullable String parent, @Nullable String question, String answer) {
        public Kept {
            requireNonNull(conversation, "conversation");
            requireNonNull(answer, "answer");
        }
    }

    /// The ending of a task, and of a comparison.
    record Answered(ChatResult result) implements ChatReply {
        public Answered {
            requireNonNull(result, "result");
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
