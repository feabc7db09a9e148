package org.llmspace.pipeline.model;

import org.jspecify.annotations.Nullable;

/// A model that cannot be used; the message says how to get it or what is wrong with it.
public final class ModelException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /// What is wrong.
    public enum Reason {
        /// Nobody has a model of that name.
        NOT_FOUND,
        /// Its files are incomplete, broken or of a kind that cannot be run here.
        UNUSABLE,
        /// It is on the Hub, but not in a form that runs here.
        NO_ONNX,
        /// The Hub does not give it to this account.
        FORBIDDEN,
        /// The Hub wants to be asked less.
        RATE_LIMITED,
        /// The Hub does not answer.
        UNREACHABLE,
        /// More text than one call may have.
        TOO_LONG,
        /// It is of another task.
        WRONG_TASK
    }

    private final Reason reason;

    public ModelException(Reason reason, String message) {
        this(reason, message, null);
    }

    public ModelException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
