package org.llmspace.web.endpoint;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.Failure;
import org.llmspace.contracts.chat.ChatReply;
import org.llmspace.contracts.chat.Citation;
import org.llmspace.contracts.chat.Usage;
import org.llmspace.contracts.pipeline.PipelineOutput;
import org.llmspace.contracts.pipeline.PipelineReply;

/// What is known of a call at one moment.
///
/// @param attempt which attempt the rest belongs to; 0 before a worker began
/// @param model null until a worker has named it
/// @param text generated so far
/// @param reasoning the model's reasoning so far
/// @param steps tools that were called and what they returned
/// @param progress null if nothing long goes on
/// @param output of a pipeline; null until it has completed
/// @param usage null if not known
/// @param kept id of the answer in the conversation that chat-service keeps; null if it keeps none
/// @param failure null unless the call failed
public record Answer(Stage stage, int attempt, @Nullable String model, String text, String reasoning,
        List<Citation> citations, List<ChatReply> steps, PipelineReply.@Nullable Progress progress,
        @Nullable PipelineOutput output, @Nullable Usage usage, List<String> warnings, long durationMs,
        @Nullable String kept, @Nullable Failure failure) {

    /// How far a call is.
    public enum Stage {
        WAITING,
        RUNNING,
        COMPLETED,
        FAILED,
        CANCELLED;

        public boolean ended() {
            return this == COMPLETED || this == FAILED || this == CANCELLED;
        }
    }

    public boolean ended() {
        return stage.ended();
    }
}
