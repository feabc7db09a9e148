package org.llmspace.contracts.kafka;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.EventTypes;

/// The CloudEvents attributes of a record.
///
/// @param source the service and its instance, for instance `/chat-service/7f3a`
/// @param correlationId the call that the event belongs to
/// @param causationId the id of the event that caused this one; null for the first
/// @param position which attempt at the call, and where in it
/// @param expires when nobody waits any more; null means never
/// @param traceparent W3C trace context; null outside a trace
public record Envelope(String id, String source, String type, Instant time, String correlationId,
        @Nullable String causationId, Position position, @Nullable Instant expires, @Nullable ReplyTo replyTo,
        @Nullable String traceparent) {

    /// Attempts and sequence numbers count from 1; 0 where they mean nothing, as in requests.
    public record Position(int attempt, long sequence) {

        public static final Position NONE = new Position(0, 0);
    }

    public Envelope {
        requireNonNull(id, "id");
        requireNonNull(source, "source");
        requireNonNull(type, "type");
        requireNonNull(time, "time");
        requireNonNull(correlationId, "correlationId");
        requireNonNull(position, "position");
    }

    /// The envelope of a new request, or of another event that no event caused.
    public static Envelope first(String source, String call, Object event, @Nullable String traceparent) {
        return new Envelope(UUID.randomUUID().toString(), source, EventTypes.of(event), Instant.now(), call, null,
                Position.NONE, null, null, traceparent);
    }

    /// The envelope of an event that this one causes.
    public Envelope reply(String replySource, Object event, Position at) {
        return new Envelope(UUID.randomUUID().toString(), replySource, EventTypes.of(event), Instant.now(),
                correlationId, id, at, null, replyTo, traceparent);
    }

    public Envelope expiringAt(Instant instant) {
        return new Envelope(id, source, type, time, correlationId, causationId, position, instant, replyTo,
                traceparent);
    }

    public boolean expired(Instant now) {
        return expires != null && now.isAfter(expires);
    }

    public Optional<ReplyTo> replyToIfAny() {
        return Optional.ofNullable(replyTo);
    }
}
