package org.llmspace.chat.provider;

import java.io.IOException;
import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;

import org.llmspace.contracts.Failure;
import org.llmspace.contracts.FailureCode;
import org.llmspace.contracts.kafka.EventCodec;

import com.fasterxml.jackson.databind.JsonNode;

/// Reads what a provider answers instead of an answer.
final class Refusals {

    private static final Pattern TOO_LONG = Pattern.compile(
            "prompt is too long|maximum context length|exceeds the maximum number of tokens|context window",
            Pattern.CASE_INSENSITIVE);

    private Refusals() {
    }

    static ProviderException of(Endpoint endpoint, Upstream.Refusal refusal) {
        JsonNode error = error(refusal.body());
        String code = error.path("code").asText(error.path("type").asText(""));
        String reason = message(error, refusal);
        String message = "%s answered %d: %s".formatted(endpoint.provider(), refusal.status(), endpoint.withoutKey(reason));
        FailureCode kind = kind(refusal.status(), code, reason);
        boolean retryable = kind.usuallyRetryable() && !code.equals("insufficient_quota") && refusal.status() != 402;
        String parameter = refusal.status() == 400 && code.startsWith("unsupported_") ? error.path("param").textValue() : null;
        return new ProviderException(new Failure(kind, message, retryable),
                retryAfter(refusal.headers()).or(() -> retryDelay(error)).orElse(null), parameter);
    }

    /// An error in the middle of a stream.
    static ProviderException ofStream(Endpoint endpoint, JsonNode error) {
        String code = error.path("code").asText(error.path("type").asText(""));
        FailureCode kind = code.contains("rate_limit") ? FailureCode.RATE_LIMITED
                : code.contains("overloaded") ? FailureCode.OVERLOADED : FailureCode.PROVIDER_FAILED;
        return ProviderException.of(kind, "%s failed: %s".formatted(endpoint.provider(),
                endpoint.withoutKey(error.isTextual() ? error.asText() : error.path("message").asText("no reason given"))));
    }

    /// Not all providers have codes for what callers must tell apart; their words are all there is then.
    private static FailureCode kind(int status, String code, String reason) {
        if (code.equals("context_length_exceeded") || status == 400 && TOO_LONG.matcher(reason).find()) {
            return FailureCode.CONTEXT_LENGTH_EXCEEDED;
        }
        if (status == 400 && reason.startsWith("API key not valid")) {
            return FailureCode.AUTHENTICATION;
        }
        return switch (status) {
            case 401, 403 -> FailureCode.AUTHENTICATION;
            case 402 -> FailureCode.RATE_LIMITED; // the account is empty
            case 404 -> FailureCode.MODEL_NOT_FOUND;
            case 408, 504 -> FailureCode.TIMEOUT;
            case 413 -> FailureCode.CONTENT_TOO_LARGE;
            case 429 -> FailureCode.RATE_LIMITED;
            case 503, 529 -> FailureCode.OVERLOADED;
            default -> status >= 500 ? FailureCode.PROVIDER_FAILED : FailureCode.INVALID_REQUEST;
        };
    }

    private static JsonNode error(String body) {
        try {
            JsonNode tree = EventCodec.json().readTree(body);
            JsonNode first = tree.isArray() && !tree.isEmpty() ? tree.get(0) : tree; // Gemini wraps errors in an array
            return first.has("error") ? first.path("error") : first;
        } catch (IOException e) {
            return EventCodec.json().missingNode();
        }
    }

    private static String message(JsonNode error, Upstream.Refusal refusal) {
        String text = error.isTextual() ? error.asText() : error.path("message").asText(refusal.body());
        return text.isBlank() ? "no reason given" : text.strip();
    }

    /// Gemini says it in the body, for instance `34s`.
    private static Optional<Duration> retryDelay(JsonNode error) {
        for (JsonNode detail : error.path("details")) {
            String delay = detail.path("retryDelay").asText("");
            if (delay.endsWith("s")) {
                return secondsOrDate(delay.substring(0, delay.length() - 1));
            }
        }
        return Optional.empty();
    }

    private static Optional<Duration> retryAfter(HttpHeaders headers) {
        return headers.firstValue("retry-after-ms").flatMap(Refusals::millis)
                .or(() -> headers.firstValue("retry-after").flatMap(Refusals::secondsOrDate));
    }

    private static Optional<Duration> millis(String text) {
        try {
            return Optional.of(Duration.ofMillis(Math.max(0, (long) Double.parseDouble(text))));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<Duration> secondsOrDate(String text) {
        try {
            return Optional.of(Duration.ofMillis(Math.max(0, (long) (Double.parseDouble(text) * 1000))));
        } catch (NumberFormatException e) {
            return date(text);
        }
    }

    private static Optional<Duration> date(String text) {
        try {
            Instant when = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
            Duration left = Duration.between(Instant.now(), when);
            return Optional.of(left.isNegative() ? Duration.ZERO : left);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
