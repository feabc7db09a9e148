package org.llmspace.pipeline.messaging;

import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.llmspace.contracts.kafka.CallLog;
import org.llmspace.contracts.kafka.Cancellations;
import org.llmspace.contracts.kafka.KafkaTopics;

/// Whether calls can come and go over Kafka, and what is missing if not.
@Readiness
@ApplicationScoped
public class MessagingReadiness implements HealthCheck {

    private final KafkaTopics topics;
    private final CallLog log;
    private final Cancellations cancellations;

    public MessagingReadiness(KafkaTopics topics, CallLog log, Cancellations cancellations) {
        this.topics = topics;
        this.log = log;
        this.cancellations = cancellations;
    }

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("kafka");
        Optional<String> missing = Stream.<Supplier<Optional<String>>> of(topics::missing,
                () -> log.reader().problem(), () -> cancellations.reader().problem(), this::readingEarlierReplies)
                .map(Supplier::get).flatMap(Optional::stream).findFirst();
        missing.ifPresent(what -> response.withData("missing", what));
        return response.status(missing.isEmpty()).build();
    }

    private Optional<String> readingEarlierReplies() {
        return log.reader().caughtUp() && cancellations.reader().caughtUp() ? Optional.empty()
                : Optional.of("earlier replies are still being read");
    }
}
