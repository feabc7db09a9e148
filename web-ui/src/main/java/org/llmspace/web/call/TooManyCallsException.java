package org.llmspace.web.call;

/// So many calls wait that no further one is taken.
public final class TooManyCallsException extends RuntimeException {

    private static final long serialVersionUID = 1;

    TooManyCallsException(int limit, int open) {
        super("Queue is full. Max size is %d and size is %d.".formatted(limit, open));
    }
}
