package org.llmspace.pipeline.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.llmspace.contracts.pipeline.PipelineReply;
import org.llmspace.contracts.pipeline.PipelineRequest;
import org.llmspace.contracts.pipeline.PipelineTask.TextClassification;
import org.llmspace.pipeline.BuiltinPipelines;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/// How calls ended, as an alert counts them: whoever stops a call makes no failure of it, and a failure says whose fault it is.
class CallOutcomesTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Pipelines pipelines = new Pipelines(BuiltinPipelines.models(), BuiltinPipelines.providers(),
            BuiltinPipelines.calls(), meters);

    @Test
    void completedCancelledAndFailedCallsAreToldApart() {
        try (Stream<PipelineReply> replies = call(null)) {
            assertThat(replies).last().isInstanceOf(PipelineReply.Completed.class);
        }
        try (Stream<PipelineReply> replies = call(null)) {
            assertThat(replies.findFirst()).isPresent();
        }
        try (Stream<PipelineReply> replies = call("no/such-model")) {
            assertThatThrownBy(replies::toList).isInstanceOf(RuntimeException.class);
        }
        assertThat(count("completed")).isEqualTo(1);
        assertThat(count("cancelled")).isEqualTo(1);
        assertThat(count("model_not_found")).isEqualTo(1);
    }

    @Test
    void aCallWhoseTimeIsOverInTheQueueIsNeverRun() {
        try (Stream<PipelineReply> first = call(null); Stream<PipelineReply> second = call(null)) {
            Stop stop = new Stop();
            try (Deadline deadline = Deadline.at(Instant.now().plusMillis(50), stop)) {
                assertThatThrownBy(() -> stop.during(() -> call(null))).isInstanceOf(CancellationException.class);
            }
            assertThat(meters.get("llmspace.calls.waiting").gauge().value()).isZero();
        }
        try (Stream<PipelineReply> replies = call(null)) {
            assertThat(replies).last().isInstanceOf(PipelineReply.Completed.class);
        }
        assertThat(count("completed")).isEqualTo(1);
    }

    private Stream<PipelineReply> call(String model) {
        return pipelines.run(new PipelineRequest.Call(model, new TextClassification("It works.", null, null, null)));
    }

    private long count(String outcome) {
        return meters.get("llmspace.calls").tag("task", "text-classification").tag("outcome", outcome).timer().count();
    }
}
