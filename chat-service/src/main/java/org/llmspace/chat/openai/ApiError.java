package org.llmspace.chat.openai;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.Failure;
import org.llmspace.contracts.kafka.EventCodec;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// An error as OpenAI's clients read it.
///
/// @param param the field of the request that is wrong; null if none is
/// @param code null if there is none
/// @param pause when the provider says it is worth trying again; null if it does not
record ApiError(int status, String type, @Nullable String code, @Nullable String param, String message,
        @Nullable Duration pause) {

    private static final String INVALID = "invalid_request_error";
    private static final Duration WAIT = Duration.ofSeconds(2);

    ApiError(int status, String type, @Nullable String code, @Nullable String param, String message) {
        this(status, type, code, param, message, null);
    }

    /// The same with what the provider says of when to try again.
    ApiError retryingAfter(Optional<Duration> told) {
        return new ApiError(status, type, code, param, message, told.orElse(null));
    }

    static ApiError invalid(@Nullable String param, String message) {
        return new ApiError(400, INVALID, null, param, message);
    }

    static ApiError of(int status, String message) {
        return new ApiError(status, status < 500 ? INVALID : "server_error", null, null, message);
    }

    static ApiError of(Failure failure) {
        String message = failure.message();
        return switch (failure.code()) {
            case INVALID_REQUEST -> invalid(null, message);
            case CONTEXT_LENGTH_EXCEEDED ->
                new ApiError(400, INVALID, "context_length_exceeded", "messages", message);
            case CONTENT_TOO_LARGE -> new ApiError(413, INVALID, "content_too_large", null, message);
            case UNSUPPORTED -> new ApiError(400, INVALID, "unsupported_parameter", null, message);
            // the provider's key is wrong, not the caller's: a caller that gets 401 would look at its own
            case AUTHENTICATION -> new ApiError(502, "server_error", "provider_authentication", null, message);
            case MODEL_NOT_FOUND -> new ApiError(404, INVALID, "model_not_found", "model", message);
            case RATE_LIMITED -> failure.retryable()
                    ? new ApiError(429, "rate_limit_error", "rate_limit_exceeded", null, message)
                    : new ApiError(429, "insufficient_quota", "insufficient_quota", null, message);
            case MODEL_UNAVAILABLE, OVERLOADED -> new ApiError(503, "server_error", "overloaded", null, message);
            case PROVIDER_FAILED -> new ApiError(502, "server_error", "provider_failed", null, message);
            case TIMEOUT, EXPIRED -> new ApiError(504, "server_error", "timeout", null, message);
            case INTERNAL -> new ApiError(500, "server_error", null, null, message);
        };
    }

    /// When to try again; clients of LangChain do not try at all without being told.
    Optional<Duration> retryAfter() {
        return status == 429 && !"insufficient_quota".equals(code) || status == 503 ? Optional.of(pause == null ? WAIT : pause)
                : Optional.empty();
    }

    /// Whether trying again cannot help, which clients would do after these statuses.
    boolean hopeless() {
        return List.of("insufficient_quota", "provider_authentication", "timeout").contains(String.valueOf(code));
    }

    ObjectNode json() {
        ObjectNode body = EventCodec.json().createObjectNode();
        body.putObject("error").put("message", message).put("type", type).put("param", param).put("code", code);
        return body;
    }
}
