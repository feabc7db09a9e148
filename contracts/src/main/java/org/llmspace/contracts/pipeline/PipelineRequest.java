package org.llmspace.contracts.pipeline;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/// What can be asked of pipeline-service on `pipeline.requests`.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes(@JsonSubTypes.Type(value = PipelineRequest.Call.class, name = "call"))
public sealed interface PipelineRequest {

    /// Run one pipeline once.
    ///
    /// @param model a Hub name (`org/name[@revision]`) or a local folder; null means the task's default
    record Call(@Nullable String model, PipelineTask<?> task) implements PipelineRequest {
        public Call {
            requireNonNull(task, "a call needs a 'task'");
        }
    }
}
