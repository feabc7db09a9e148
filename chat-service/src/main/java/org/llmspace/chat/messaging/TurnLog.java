package org.llmspace.chat.messaging;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;

import org.llmspace.contracts.Topics;
import org.llmspace.contracts.chat.ChatReply;
import org.llmspace.contracts.kafka.CallLog;
import org.llmspace.contracts.kafka.Cancellations;
import org.llmspace.contracts.kafka.KafkaTopics;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;

/// What Kafka says about turns beside their requests: how far each has come, and which were cancelled.
@Singleton
class TurnLog {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    private final CallLog calls;
    private final Cancellations cancellations;

    TurnLog(@Identifier("default-kafka-broker") Map<String, Object> kafka, KafkaTopics topics,
            MessagingSettings settings) {
        if (settings.createTopics()) {
            topics.createMissing(settings.partitions());
        }
        this.calls = new CallLog(kafka, Topics.CHAT_REPLIES, settings.lookBack(), ChatReply.Completed.class,
                ChatReply.Failed.class, ChatReply.Cancelled.class, ChatReply.Answered.class);
        this.cancellations = new Cancellations(kafka);
    }

    /// Begins to read, and creates topics, before the first request is asked for.
    void start(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event) {
        // being built is what counts
    }

    CallLog calls() {
        return calls;
    }

    Cancellations cancellations() {
        return cancellations;
    }

    /// Waits until all that happened before the start is known, so that no turn is answered twice.
    void awaitCaughtUp() {
        while (!caughtUp()) {
            try {
                Thread.sleep(LOOK_AGAIN);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("stopped before the log of replies was read", e);
            }
        }
    }

    boolean caughtUp() {
        return calls.reader().caughtUp() && cancellations.reader().caughtUp();
    }

    /// What keeps the log from being read, for people.
    Optional<String> problem() {
        return Stream.of(calls.reader(), cancellations.reader()).flatMap(reader -> reader.problem().stream()).findFirst();
    }

    @PreDestroy
    void close() {
        calls.close();
        cancellations.close();
    }
}
