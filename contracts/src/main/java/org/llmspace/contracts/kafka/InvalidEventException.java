package org.llmspace.contracts.kafka;

/// An event of ours whose data breaks the contract: its sender gets a `Failed` reply with this message.
public final class InvalidEventException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Envelope envelope;

    InvalidEventException(String message, Envelope envelope, Throwable cause) {
        super(message, cause);
        this.envelope = envelope;
    }

    public Envelope envelope() {
        return envelope;
    }
}
