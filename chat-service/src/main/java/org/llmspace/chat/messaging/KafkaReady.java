package org.llmspace.chat.messaging;

import java.util.Optional;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.llmspace.contracts.kafka.KafkaTopics;

/// Ready to take turns: the broker answers, the topics are there, and what happened before is known.
@Readiness
@Singleton
class KafkaReady implements HealthCheck {

    private final KafkaTopics topics;
    private final TurnLog log;

    KafkaReady(KafkaTopics topics, TurnLog log) {
        this.topics = topics;
        this.log = log;
    }

    @Override
    public HealthCheckResponse call() {
        Optional<String> missing = topics.missing().or(log::problem)
                .or(() -> log.caughtUp() ? Optional.empty() : Optional.of("the log of replies is still being read"));
        HealthCheckResponseBuilder response = HealthCheckResponse.named("Kafka").status(missing.isEmpty());
        missing.ifPresent(what -> response.withData("missing", what));
        return response.build();
    }
}
