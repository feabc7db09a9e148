package org.llmspace.contracts.kafka;

import org.jspecify.annotations.Nullable;

/// The broker did not take an event in time.
public final class NotPublishedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    NotPublishedException(String topic, @Nullable Throwable cause) {
        super("Kafka did not take an event for topic %s; check that the broker answers".formatted(topic), cause);
    }
}
