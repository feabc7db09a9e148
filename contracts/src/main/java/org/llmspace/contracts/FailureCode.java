package org.llmspace.contracts;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/// The kinds of failure, in snake case on the wire. Readers treat a name that they do not know as [#INTERNAL].
public enum FailureCode {
    INVALID_REQUEST(false),
    CONTEXT_LENGTH_EXCEEDED(false),
    CONTENT_TOO_LARGE(false),
    UNSUPPORTED(false),
    AUTHENTICATION(false),
    MODEL_NOT_FOUND(false),
    MODEL_UNAVAILABLE(true),
    RATE_LIMITED(true),
    OVERLOADED(true),
    PROVIDER_FAILED(true),
    TIMEOUT(true),
    EXPIRED(true),
    INTERNAL(true);

    private final boolean usuallyRetryable;

    FailureCode(boolean usuallyRetryable) {
        this.usuallyRetryable = usuallyRetryable;
    }

    public boolean usuallyRetryable() {
        return usuallyRetryable;
    }

    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    static FailureCode ofWireName(String name) {
        for (FailureCode code : values()) {
            if (code.wireName().equals(name)) {
                return code;
            }
        }
        return INTERNAL;
    }
}
