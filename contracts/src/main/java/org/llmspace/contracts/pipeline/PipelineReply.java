package org.llmspace.contracts.pipeline;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.Accepted;
import org.llmspace.contracts.Failure;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonUnwrapped;

/// What pipeline-service says about a call on `pipeline.replies`. A call ends with exactly one of [Completed],
/// [Failed] or [Cancelled].
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({ @JsonSubTypes.Type(value = PipelineReply.CallAccepted.class, name = "accepted"),
        @JsonSubTypes.Type(value = PipelineReply.Started.class, name = "started"),
        @JsonSubTypes.Type(value = PipelineReply.Progress.class, name = "progress"),
        @JsonSubTypes.Type(value = PipelineReply.Delta.class, name = "delta"),
        @JsonSubTypes.Type(value = PipelineReply.Completed.class, name = "completed"),
        @JsonSubTypes.Type(value = PipelineReply.Failed.class, name = "failed"),
        @JsonSubTypes.Type(value = PipelineReply.Cancelled.class, name = "cancelled") })
public sealed interface PipelineReply {

    /// Published by the replica that took the call, before a worker sees it.
    record CallAccepted(Accepted accepted) implements PipelineReply {
        public CallAccepted {
            requireNonNull(accepted, "accepted");
        }
    }

    /// A worker begins an attempt.
    record Started(String model) implements PipelineReply {
        public Started {
            requireNonNull(model, "model");
        }
    }

    /// How far a long step is, for instance a download.
    ///
    /// @param unit what `done` and `total` count, for instance `bytes` or `tokens`
    /// @param total null if not known
    record Progress(String description, String unit, long done, @Nullable Long total) implements PipelineReply {
        public Progress {
            requireNonNull(description, "description");
            requireNonNull(unit, "unit");
        }
    }

    /// More generated text.
    ///
    /// @param tokens the tokens that it is made of; empty unless `details` were asked for
    /// @param topTokens for each of them the likeliest at its place; empty unless they were asked for
    record Delta(String text,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<GeneratedToken> tokens,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<List<GeneratedToken>> topTokens)
            implements
                PipelineReply {
        public Delta {
            requireNonNull(text, "text");
            tokens = List.copyOf(requireNonNullElse(tokens, List.of()));
            topTokens = requireNonNullElse(topTokens, List.<List<GeneratedToken>> of()).stream().map(List::copyOf)
                    .toList();
        }

        public static Delta of(String text) {
            return new Delta(text, List.of(), List.of());
        }
    }

    /// @param model the model that answered, always named
    /// @param durationMs time in the worker, queueing left out
    record Completed(String model, PipelineOutput output, long durationMs) implements PipelineReply {
        public Completed {
            requireNonNull(model, "model");
            requireNonNull(output, "output");
        }
    }

    record Failed(@JsonUnwrapped Failure failure) implements PipelineReply {
        public Failed {
            requireNonNull(failure, "failure");
        }
    }

    record Cancelled(@Nullable String reason) implements PipelineReply {
    }
}
