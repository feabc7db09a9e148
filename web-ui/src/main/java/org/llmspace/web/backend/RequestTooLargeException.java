package org.llmspace.web.backend;

/// A request does not fit into an event.
public final class RequestTooLargeException extends RuntimeException {

    private static final long serialVersionUID = 1;

    RequestTooLargeException(int bytes, int limit) {
        super("This is too large: %d KiB, and at most %d KiB are taken. Shorten the text or begin a new conversation."
                .formatted(bytes / 1024, limit / 1024));
    }
}
