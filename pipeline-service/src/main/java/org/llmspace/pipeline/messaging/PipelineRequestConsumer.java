package org.llmspace.pipeline.messaging;

import jakarta.enterprise.context.ApplicationScoped;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.llmspace.contracts.kafka.CallLog;
import org.llmspace.contracts.kafka.Cancellations;
import org.llmspace.contracts.kafka.EventPublisher;
import org.llmspace.contracts.kafka.UndecodableEventException;
import org.llmspace.pipeline.task.Pipelines;

import io.smallrye.common.annotation.RunOnVirtualThread;

/// Takes requests from Kafka, each on a virtual thread of its own. A record whose handling throws is put on the dead
/// letter topic by the channel.
@ApplicationScoped
public class PipelineRequestConsumer {

    private final CallDoor door;

    public PipelineRequestConsumer(Pipelines pipelines, EventPublisher publisher, CallLog log,
            Cancellations cancellations, SpaceFiles files) {
        this.door = new CallDoor(pipelines, publisher, log, cancellations, files);
    }

    /// @throws UndecodableEventException if the record is no request
    @Incoming("pipeline-requests")
    @RunOnVirtualThread
    public void take(ConsumerRecord<String, byte[]> received) throws InterruptedException {
        door.take(received);
    }
}
