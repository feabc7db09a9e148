package org.llmspace.contracts;

import static java.util.Objects.requireNonNull;

/// Why a call failed: the one shape of every error on the wire. The message says what to do and holds no secret.
public record Failure(FailureCode code, String message, boolean retryable) {

    public Failure {
        requireNonNull(code, "code");
        requireNonNull(message, "message");
    }

    /// A failure that is retryable if its code usually is.
    public static Failure of(FailureCode code, String message) {
        return new Failure(code, message, code.usuallyRetryable());
    }
}
