package org.llmspace.contracts;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.llmspace.contracts.chat.ChatReply;
import org.llmspace.contracts.chat.ChatRequest;
import org.llmspace.contracts.pipeline.PipelineReply;
import org.llmspace.contracts.pipeline.PipelineRequest;

/// Which `ce_type` belongs to which record, in both directions.
public final class EventTypes {

    private static final String ROOT = "org.llmspace.";
    private static final Map<Class<?>, String> TYPES = Map.ofEntries(
            type(ChatRequest.Turn.class, "chat.turn.requested.v1"),
            type(ChatRequest.Comparison.class, "chat.comparison.requested.v1"),
            type(ChatRequest.Task.class, "chat.task.requested.v1"),
            type(ChatReply.TurnAccepted.class, "chat.turn.accepted.v1"),
            type(ChatReply.Started.class, "chat.turn.started.v1"),
            type(ChatReply.Prepared.class, "chat.turn.prepared.v1"),
            type(ChatReply.Planned.class, "chat.turn.planned.v1"),
            type(ChatReply.Delta.class, "chat.turn.delta.v1"),
            type(ChatReply.Progress.class, "chat.turn.progress.v1"),
            type(ChatReply.ToolDelta.class, "chat.tool.delta.v1"),
            type(ChatReply.ToolCalled.class, "chat.tool.called.v1"),
            type(ChatReply.ToolReturned.class, "chat.tool.returned.v1"),
            type(ChatReply.Cited.class, "chat.turn.cited.v1"),
            type(ChatReply.Used.class, "chat.turn.used.v1"),
            type(ChatReply.Compared.class, "chat.comparison.replied.v1"),
            type(ChatReply.Answered.class, "chat.task.answered.v1"),
            type(ChatReply.Completed.class, "chat.turn.completed.v1"),
            type(ChatReply.Failed.class, "chat.turn.failed.v1"),
            type(ChatReply.Cancelled.class, "chat.turn.cancelled.v1"),
            type(PipelineRequest.Call.class, "pipeline.call.requested.v1"),
            type(PipelineReply.CallAccepted.class, "pipeline.call.accepted.v1"),
            type(PipelineReply.Started.class, "pipeline.call.started.v1"),
            type(PipelineReply.Progress.class, "pipeline.call.progress.v1"),
            type(PipelineReply.Delta.class, "pipeline.call.delta.v1"),
            type(PipelineReply.Completed.class, "pipeline.call.completed.v1"),
            type(PipelineReply.Failed.class, "pipeline.call.failed.v1"),
            type(PipelineReply.Cancelled.class, "pipeline.call.cancelled.v1"),
            type(Cancel.class, "control.cancel.v1"));

    private static final Map<String, Class<?>> RECORDS = TYPES.entrySet().stream()
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getValue, Map.Entry::getKey));

    private EventTypes() {
    }

    /// The `ce_type` of a record that goes over Kafka.
    public static String of(Object event) {
        return of(event.getClass());
    }

    /// The `ce_type` of a class of records that go over Kafka.
    public static String of(Class<?> event) {
        String type = TYPES.get(event);
        if (type == null) {
            throw new IllegalArgumentException(event + " is no event; add it to EventTypes");
        }
        return type;
    }

    /// The record behind a `ce_type`, empty if the type is unknown.
    public static Optional<Class<?>> recordOf(String type) {
        return Optional.ofNullable(RECORDS.get(type));
    }

    public static Stream<Class<?>> records() {
        return TYPES.keySet().stream();
    }

    private static Map.Entry<Class<?>, String> type(Class<?> event, String name) {
        return Map.entry(event, ROOT + name);
    }
}
