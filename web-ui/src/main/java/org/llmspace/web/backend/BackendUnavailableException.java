package org.llmspace.web.backend;

/// What lies behind the Space cannot be reached now; the message is for people.
public final class BackendUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    BackendUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
