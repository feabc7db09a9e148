package org.llmspace.pipeline.remote;

import org.jspecify.annotations.Nullable;

/// A call that no provider answers; the message says what to do.
public final class RemoteException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /// What is wrong.
    public enum Reason {
        /// There is no token, or it does not open the model.
        NO_ACCESS,
        /// No provider has the model.
        NOT_FOUND,
        /// The provider takes no such input.
        INVALID,
        /// Too many calls, or no credit left.
        RATE_LIMITED,
        /// No answer in time.
        TIMEOUT,
        /// The provider failed.
        FAILED
    }

    private final Reason reason;

    RemoteException(Reason reason, String message) {
        this(reason, message, null);
    }

    RemoteException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
