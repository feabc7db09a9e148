package org.llmspace.pipeline.hub;

import org.jspecify.annotations.Nullable;

/// A repository or file that cannot be had; the message says what to do.
public final class HubException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /// What is wrong.
    public enum Reason {
        /// There is no such repository, revision or file, or nobody but its owner may know of it.
        NOT_FOUND,
        /// It is there, but the token does not open it.
        FORBIDDEN,
        /// The Hub wants to be asked less.
        RATE_LIMITED,
        /// The Hub does not answer, or not as it should.
        UNREACHABLE,
        /// What came is not what was announced.
        DAMAGED,
        /// The cache cannot be written.
        CACHE
    }

    private final Reason reason;

    HubException(Reason reason, String message) {
        this(reason, message, null);
    }

    HubException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
