package org.llmspace.contracts.kafka;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

/// A record that is no CloudEvent of ours, or whose data is no JSON: it belongs on the dead letter topic.
public final class UndecodableEventException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient @Nullable Envelope envelope;

    UndecodableEventException(String message, @Nullable Envelope envelope, @Nullable Throwable cause) {
        super(message, cause);
        this.envelope = envelope;
    }

    /// The attributes, where at least they could be read, so that the caller can be told.
    public Optional<Envelope> envelope() {
        return Optional.ofNullable(envelope);
    }
}
