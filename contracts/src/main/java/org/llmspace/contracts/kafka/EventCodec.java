package org.llmspace.contracts.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.EventTypes;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

/// Turns events into records of Kafka and back: CloudEvents 1.0, written in binary mode, read in binary and structured
/// mode. Data is JSON in snake case.
public final class EventCodec {

    public static final int MAX_DATA_BYTES = 256 * 1024;

    private static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .defaultPropertyInclusion(JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
            .addModule(new JavaTimeModule())
            .addModule(new SimpleModule().addDeserializer(Double.class, new FiniteNumbers()))
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(MapperFeature.USE_BASE_TYPE_AS_DEFAULT_IMPL) // ce_type tells the record, so `type` may be left out
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS) // "3" is no number, and 3 no text
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .withCoercionConfig(LogicalType.Textual, texts -> List
                    .of(CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean)
                    .forEach(shape -> texts.setCoercion(shape, CoercionAction.Fail)))
            .build();

    static {
        JSON.getFactory().setStreamReadConstraints(
                StreamReadConstraints.builder().maxNestingDepth(128).maxStringLength(64 * MAX_DATA_BYTES).build());
    }

    /// Takes "NaN", which Jackson would, for the text that it is.
    private static final class FiniteNumbers extends StdScalarDeserializer<Double> {

        private static final long serialVersionUID = 1;

        FiniteNumbers() {
            super(Double.class);
        }

        @Override
        public Double deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            boolean finite = parser.currentToken().isNumeric() && Double.isFinite(parser.getDoubleValue());
            return finite ? Double.valueOf(parser.getDoubleValue())
                    : (Double) context.handleUnexpectedToken(Double.class, parser);
        }
    }

    private EventCodec() {
    }

    /// The mapper of the wire, for those who show events to people or write them to files.
    public static ObjectMapper json() {
        return JSON;
    }

    public static byte[] encode(Object event) {
        try {
            return JSON.writeValueAsBytes(event);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Reads a record of a request or control topic, thoroughly.
    ///
    /// @throws UndecodableEventException if it is no CloudEvent of ours or no JSON
    /// @throws InvalidEventException if its data breaks the contract
    public static <T> Event<T> decode(ConsumerRecord<String, byte[]> received, Class<T> kind) {
        if (isStructured(received.headers())) {
            JsonNode event = tree(received.value(), null);
            Envelope envelope = EventHeaders.ofStructured(event, received.headers());
            JsonNode data = event.hasNonNull("data") ? event.get("data") : tree(base64(event, envelope), envelope);
            return event(received, envelope, data, kind);
        }
        Envelope envelope = EventHeaders.ofBinary(received.headers());
        return event(received, envelope, tree(received.value(), envelope), kind);
    }

    /// Reads the data of a reply that this project's own services wrote.
    public static <T> T decodeData(byte[] data, Class<T> kind) {
        try {
            return JSON.readValue(data, kind);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> Event<T> event(ConsumerRecord<String, byte[]> received, Envelope envelope, JsonNode data,
            Class<T> kind) {
        Class<?> record = EventTypes.recordOf(envelope.type()).filter(kind::isAssignableFrom)
                .orElseThrow(() -> new UndecodableEventException(
                        "ce_type '%s' does not belong on topic %s".formatted(envelope.type(), received.topic()),
                        envelope, null));
        try {
            T value = kind.cast(JSON.treeToValue(data, record));
            String key = Objects.requireNonNullElse(received.key(), envelope.correlationId());
            return new Event<>(key, envelope, value);
        } catch (JsonProcessingException e) {
            throw new InvalidEventException(reason(e), envelope, e);
        }
    }

    /// Why JSON is no record, in words for whoever sent it.
    public static String reason(JsonProcessingException e) {
        String where = e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()
                ? " (at " + path(mapping) + ")"
                : "";
        Throwable root = e.getCause() instanceof NullPointerException || e.getCause() instanceof IllegalArgumentException
                ? e.getCause()
                : e;
        String message = switch (root) {
            case InvalidTypeIdException unknown when unknown.getTypeId() != null ->
                "there is no type '%s'".formatted(unknown.getTypeId());
            case MismatchedInputException mismatch when !(root instanceof InvalidTypeIdException) ->
                expected(mismatch.getTargetType()) + " is expected";
            case JsonProcessingException json -> json.getOriginalMessage();
            case Throwable other -> other.getMessage();
        };
        return Objects.requireNonNullElse(message, "null stands where a value must be") + where;
    }

    /// What a field holds, for people.
    private static String expected(@Nullable Class<?> type) {
        if (type == null) {
            return "another value";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (List.of(int.class, Integer.class, long.class, Long.class).contains(type)) {
            return "a whole number";
        }
        return Number.class.isAssignableFrom(type) || type.isPrimitive() ? "a number"
                : Iterable.class.isAssignableFrom(type) ? "a list"
                        : type == String.class || type.isEnum() ? "a text" : "an object";
    }

    private static String path(JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : e.getPath()) {
            if (step.getFieldName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        return path.toString();
    }

    private static JsonNode tree(byte[] json, @Nullable Envelope envelope) {
        if (json == null || json.length == 0) {
            throw new UndecodableEventException("the record has no data; send a JSON object", envelope, null);
        }
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UndecodableEventException("the data is no JSON: " + firstLine(e), envelope, e);
        }
    }

    private static String firstLine(IOException e) {
        return e instanceof JsonProcessingException json ? json.getOriginalMessage() : String.valueOf(e.getMessage());
    }

    private static byte[] base64(JsonNode event, Envelope envelope) {
        try {
            return event.path("data_base64").binaryValue();
        } catch (IOException e) {
            throw new UndecodableEventException("data_base64 is no base64", envelope, e);
        }
    }

    private static boolean isStructured(Headers headers) {
        var contentType = headers.lastHeader("content-type");
        return contentType != null
                && new String(contentType.value(), UTF_8).toLowerCase(Locale.ROOT).startsWith("application/cloudevents");
    }
}
