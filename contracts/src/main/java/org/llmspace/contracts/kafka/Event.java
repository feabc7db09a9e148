package org.llmspace.contracts.kafka;

/// A record as it arrived: its key, its CloudEvents attributes and its decoded data.
public record Event<T>(String key, Envelope envelope, T data) {

    /// The call that the event belongs to.
    public String call() {
        return envelope.correlationId();
    }
}
