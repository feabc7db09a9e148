package org.llmspace.contracts.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.Topics;
import org.llmspace.contracts.kafka.Envelope.Position;

import com.fasterxml.jackson.databind.JsonNode;

/// CloudEvents attributes as headers of Kafka (`ce_` plus the name), and back.
public final class EventHeaders {

    private static final String PREFIX = "ce_";
    private static final String[][] REPLY_HEADERS = { { "REPLY_TOPIC", "REPLY_PARTITION", "REPLY_CORRELATION_ID" },
            { "kafka_replyTopic", "kafka_replyPartition", "kafka_correlationId" } };

    private EventHeaders() {
    }

    public static Headers of(Envelope envelope, String key) {
        Headers headers = new RecordHeaders();
        add(headers, "content-type", "application/json");
        add(headers, "ce_specversion", "1.0");
        add(headers, "ce_id", envelope.id());
        add(headers, "ce_source", envelope.source());
        add(headers, "ce_type", envelope.type());
        add(headers, "ce_time", envelope.time().toString());
        add(headers, "ce_partitionkey", key);
        add(headers, "ce_correlationid", envelope.correlationId());
        add(headers, "ce_causationid", envelope.causationId());
        if (!envelope.position().equals(Position.NONE)) {
            add(headers, "ce_attempt", Integer.toString(envelope.position().attempt()));
            add(headers, "ce_sequence", "%08d".formatted(envelope.position().sequence()));
        }
        add(headers, "ce_expirytime", envelope.expires() == null ? null : envelope.expires().toString());
        add(headers, "traceparent", envelope.traceparent());
        return headers;
    }

    /// One attribute or other header as text; null if it is not there.
    public static @Nullable String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), UTF_8);
    }

    /// The call that a record belongs to, without reading the rest; null if it is no event of ours.
    public static @Nullable String call(Headers headers) {
        return text(headers, "ce_correlationid");
    }

    public static Position position(Headers headers) {
        String attempt = text(headers, "ce_attempt");
        String sequence = text(headers, "ce_sequence");
        try {
            return new Position(attempt == null ? 0 : Integer.parseInt(attempt),
                    sequence == null ? 0 : Long.parseLong(sequence));
        } catch (NumberFormatException e) {
            return Position.NONE;
        }
    }

    /// @throws UndecodableEventException if a mandatory attribute is missing
    public static Envelope ofBinary(Headers headers) {
        return envelope(name -> text(headers, name.equals("traceparent") ? name : PREFIX + name), headers);
    }

    static Envelope ofStructured(JsonNode event, Headers headers) {
        return envelope(name -> event.hasNonNull(name) ? event.get(name).asText() : null, headers);
    }

    private static Envelope envelope(Function<String, @Nullable String> attributes, Headers headers) {
        String id = mandatory(attributes, "id");
        String correlation = attributes.apply("correlationid");
        String attempt = attributes.apply("attempt");
        if (!"1.0".equals(mandatory(attributes, "specversion"))) {
            throw new UndecodableEventException("only CloudEvents specversion 1.0 is read", null, null);
        }
        Position position = attempt == null ? Position.NONE : position(headers);
        return new Envelope(id, mandatory(attributes, "source"), mandatory(attributes, "type"),
                time(attributes, "time", Instant.now()), correlation == null || correlation.isBlank() ? id : correlation,
                attributes.apply("causationid"), position, time(attributes, "expirytime", null), replyTo(headers),
                attributes.apply("traceparent"));
    }

    private static String mandatory(Function<String, @Nullable String> attributes, String name) {
        String value = attributes.apply(name);
        if (value == null || value.isBlank()) {
            throw new UndecodableEventException(
                    "the CloudEvents attribute '%s' is missing; see asyncapi.yaml".formatted(name), null, null);
        }
        return value;
    }

    @SuppressWarnings("NullAway") // the fallback decides whether null can come out
    private static Instant time(Function<String, @Nullable String> attributes, String name,
            @Nullable Instant fallback) {
        String value = attributes.apply(name);
        if (value == null) {
            return fallback;
        }
        try {
            return OffsetDateTime.parse(value).toInstant();
        } catch (DateTimeException e) {
            throw new UndecodableEventException(
                    "the CloudEvents attribute '%s' is no RFC 3339 time: %s".formatted(name, value), null, e);
        }
    }

    private static @Nullable ReplyTo replyTo(Headers headers) {
        for (String[] names : REPLY_HEADERS) {
            String topic = text(headers, names[0]);
            if (topic != null && !topic.startsWith("__") && !Topics.ALL.contains(topic)) {
                return new ReplyTo(topic, partition(headers.lastHeader(names[1])), correlation(headers, names[2]));
            }
        }
        return null;
    }

    private static @Nullable Integer partition(@Nullable Header header) {
        return header == null || header.value() == null || header.value().length != Integer.BYTES ? null
                : ByteBuffer.wrap(header.value()).getInt();
    }

    private static Map<String, byte[]> correlation(Headers headers, String name) {
        Map<String, byte[]> correlation = new HashMap<>();
        Header header = headers.lastHeader(name);
        if (header != null && header.value() != null) {
            correlation.put(name, header.value());
        }
        return correlation;
    }

    private static void add(Headers headers, String name, @Nullable String value) {
        if (value != null) {
            headers.add(name, value.getBytes(UTF_8));
        }
    }
}
