package org.llmspace.chat.backend;

import java.util.Map;
import java.util.UUID;

import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import org.llmspace.contracts.kafka.EventPublisher;
import org.llmspace.contracts.kafka.KafkaTopics;

import io.smallrye.common.annotation.Identifier;

/// What this instance sends with, and how it looks at the broker: one of each for all rooms.
@Singleton
public class KafkaConnection {

    /// Named when it starts: a constant would be the same in every replica of a native executable.
    @Produces
    @Singleton
    EventPublisher publisher(@Identifier("default-kafka-broker") Map<String, Object> kafka) {
        return new EventPublisher(kafka, "/chat-service/" + UUID.randomUUID().toString().substring(0, 8));
    }

    @Produces
    @Singleton
    KafkaTopics topics(@Identifier("default-kafka-broker") Map<String, Object> kafka) {
        return new KafkaTopics(kafka);
    }

    void close(@Disposes EventPublisher publisher) {
        publisher.close();
    }

    void close(@Disposes KafkaTopics topics) {
        topics.close();
    }
}
