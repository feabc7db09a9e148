package org.llmspace.chat.provider;

import java.time.Duration;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.Failure;
import org.llmspace.contracts.FailureCode;

/// A model did not answer.
public final class ProviderException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Failure failure;
    private final transient @Nullable Duration retryAfter;
    private final @Nullable String parameter;

    public ProviderException(Failure failure) {
        this(failure, null);
    }

    /// @param retryAfter when the provider says it is worth trying again; null if it does not
    public ProviderException(Failure failure, @Nullable Duration retryAfter) {
        this(failure, retryAfter, null);
    }

    /// @param parameter the field of the request that the model does not take; null if it is not that
    ProviderException(Failure failure, @Nullable Duration retryAfter, @Nullable String parameter) {
        super(failure.message());
        this.failure = failure;
        this.retryAfter = retryAfter;
        this.parameter = parameter;
    }

    public static ProviderException of(FailureCode code, String message) {
        return new ProviderException(Failure.of(code, message));
    }

    public Failure failure() {
        return failure;
    }

    /// The field of the request that the model does not take.
    Optional<String> parameter() {
        return Optional.ofNullable(parameter);
    }

    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
