package org.llmspace.web.backend;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.llmspace.contracts.kafka.KafkaTopics;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;

/// Ready when the broker answers, the topics are there and the replies have been caught up.
@Readiness
@ApplicationScoped
public class BackendHealth implements HealthCheck {

    private static final Duration CREATE_AGAIN = Duration.ofMillis(2_500);

    private final KafkaTopics topics;
    private final ReplyFeed feed;
    private final BackendConfig config;
    private volatile boolean closed;

    BackendHealth(@Identifier("default-kafka-broker") Map<String, Object> kafka, ReplyFeed feed, BackendConfig config) {
        this.topics = new KafkaTopics(kafka);
        this.feed = feed;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        if (config.createTopics()) {
            Thread.ofVirtual().name("creates-topics").start(this::createTopics);
        }
    }

    /// The broker may be slow or away at first, and the start does not wait for it.
    private void createTopics() {
        try {
            while (!closed && topics.missing().isPresent()) {
                topics.createMissing(config.topicPartitions());
                Thread.sleep(CREATE_AGAIN);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// What is missing, for people; empty if nothing is.
    public Optional<String> problem() {
        return topics.missing().or(feed::problem);
    }

    @Override
    public HealthCheckResponse call() {
        Optional<String> problem = problem();
        var response = HealthCheckResponse.named("kafka").status(problem.isEmpty());
        problem.ifPresent(text -> response.withData("missing", text));
        return response.build();
    }

    @PreDestroy
    void close() {
        closed = true;
        topics.close();
    }
}
