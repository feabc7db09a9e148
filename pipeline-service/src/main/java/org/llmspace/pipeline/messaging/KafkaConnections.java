package org.llmspace.pipeline.messaging;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.llmspace.contracts.Topics;
import org.llmspace.contracts.kafka.CallLog;
import org.llmspace.contracts.kafka.Cancellations;
import org.llmspace.contracts.kafka.EventPublisher;
import org.llmspace.contracts.kafka.KafkaTopics;
import org.llmspace.contracts.pipeline.PipelineReply;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;

/// What the Kafka door needs from the broker besides the requests themselves; opened at the start, closed at the end.
@ApplicationScoped
public class KafkaConnections {

    /// How long a request can lie before it is taken, at most; also the channel's `unprocessed-record-max-age`.
    static final Duration LOOK_BACK = Duration.ofMinutes(15);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

    private final int partitionsOfNewTopics;
    private final boolean createTopics;

    public KafkaConnections(@ConfigProperty(name = "llmspace.create-topics") boolean createTopics,
            @ConfigProperty(name = "llmspace.topic-partitions") int partitionsOfNewTopics) {
        this.createTopics = createTopics;
        this.partitionsOfNewTopics = partitionsOfNewTopics;
    }

    @Produces
    @Singleton
    EventPublisher publisher(@Identifier("default-kafka-broker") Map<String, Object> kafka) {
        return new EventPublisher(kafka, "/pipeline-service/" + UUID.randomUUID().toString().substring(0, 8));
    }

    @Produces
    @Singleton
    CallLog callLog(@Identifier("default-kafka-broker") Map<String, Object> kafka) {
        return new CallLog(kafka, Topics.PIPELINE_REPLIES, LOOK_BACK, PipelineReply.Completed.class,
                PipelineReply.Failed.class, PipelineReply.Cancelled.class);
    }

    @Produces
    @Singleton
    Cancellations cancellations(@Identifier("default-kafka-broker") Map<String, Object> kafka) {
        return new Cancellations(kafka);
    }

    @Produces
    @Singleton
    KafkaTopics topics(@Identifier("default-kafka-broker") Map<String, Object> kafka) {
        return new KafkaTopics(kafka);
    }

    void close(@Disposes EventPublisher publisher) {
        publisher.close();
    }

    void close(@Disposes CallLog log) {
        log.close();
    }

    void close(@Disposes Cancellations cancellations) {
        cancellations.close();
    }

    void close(@Disposes KafkaTopics topics) {
        topics.close();
    }

    void createTopics(@Observes StartupEvent start, KafkaTopics topics) {
        if (createTopics) {
            Thread.ofVirtual().name("creates-topics").start(() -> createUntilThere(topics));
        }
    }

    private void createUntilThere(KafkaTopics topics) {
        try {
            while (topics.missing().isPresent()) {
                topics.createMissing(partitionsOfNewTopics);
                Thread.sleep(BETWEEN_TRIES);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
