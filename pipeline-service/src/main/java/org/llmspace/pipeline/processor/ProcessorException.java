package org.llmspace.pipeline.processor;

/// An image or a recording that cannot be read; the message says what to send instead.
public final class ProcessorException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public ProcessorException(String message) {
        super(message);
    }
}
