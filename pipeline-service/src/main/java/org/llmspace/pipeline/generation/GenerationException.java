package org.llmspace.pipeline.generation;

/// Generation parameters or inputs that cannot be; the message says what to do.
public final class GenerationException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public GenerationException(String message) {
        super(message);
    }
}
