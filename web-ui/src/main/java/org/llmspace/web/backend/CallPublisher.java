package org.llmspace.web.backend;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;

import org.apache.kafka.clients.producer.ProducerConfig;
import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.Cancel;
import org.llmspace.contracts.Topics;
import org.llmspace.contracts.chat.ChatReply;
import org.llmspace.contracts.kafka.Envelope;
import org.llmspace.contracts.kafka.EventCodec;
import org.llmspace.contracts.kafka.EventPublisher;
import org.llmspace.contracts.kafka.NotPublishedException;
import org.llmspace.contracts.pipeline.PipelineReply;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.smallrye.common.annotation.Identifier;

/// Sends calls and cancellations to the services, and returns only when the broker has them.
@ApplicationScoped
public class CallPublisher {

    private final EventPublisher publisher;
    private final Duration expires;

    CallPublisher(@Identifier("default-kafka-broker") Map<String, Object> kafka, BackendConfig config) {
        this.publisher = new EventPublisher(impatient(kafka), "/web-ui/" + NewCall.newId().substring(0, 8));
        this.expires = config.callExpires();
    }

    /// Says on the replies topic who took the call, then asks for it.
    ///
    /// @throws RequestTooLargeException if the request does not fit into an event
    /// @throws BackendUnavailableException if the broker did not take both within seconds
    public void publish(NewCall call) {
        checkSize(call.request());
        switch (call.request()) {
            case NewCall.Request.Chat(var request) -> {
                send(Topics.CHAT_REPLIES, call, new ChatReply.TurnAccepted(call.accepted()));
                send(Topics.CHAT_REQUESTS, call, request);
            }
            case NewCall.Request.Pipeline(var request) -> {
                send(Topics.PIPELINE_REPLIES, call, new PipelineReply.CallAccepted(call.accepted()));
                send(Topics.PIPELINE_REQUESTS, call, request);
            }
        }
    }

    /// Stops a call wherever it runs.
    ///
    /// @throws BackendUnavailableException if the broker did not take it within seconds
    public void cancel(String call, String reason) {
        Cancel cancel = new Cancel(call, reason);
        sendNow(Topics.CONTROL, call, Envelope.first(publisher.source(), call, cancel, traceparent()), cancel);
    }

    private static void checkSize(NewCall.Request request) {
        int bytes = EventCodec.encode(switch (request) {
            case NewCall.Request.Chat(var asked) -> asked;
            case NewCall.Request.Pipeline(var call) -> call;
        }).length;
        if (bytes > EventCodec.MAX_DATA_BYTES) {
            throw new RequestTooLargeException(bytes, EventCodec.MAX_DATA_BYTES);
        }
    }

    private void send(String topic, NewCall call, Object event) {
        Envelope envelope = Envelope.first(publisher.source(), call.id(), event, traceparent())
                .expiringAt(Instant.now().plus(expires));
        sendNow(topic, call.key(), envelope, event);
    }

    private void sendNow(String topic, String key, Envelope envelope, Object event) {
        try {
            publisher.sendNow(topic, key, envelope, event);
        } catch (NotPublishedException e) {
            throw new BackendUnavailableException("Kafka does not answer, so nothing was started. Try again in a moment.",
                    e);
        }
    }

    @PreDestroy
    void close() {
        publisher.close();
    }

    /// People wait for the outcome, so a broker that is away must be noticed within seconds.
    private static Map<String, Object> impatient(Map<String, Object> kafka) {
        Map<String, Object> config = new HashMap<>(kafka);
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 4_000);
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 3_000);
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 4_000);
        return config;
    }

    private static @Nullable String traceparent() {
        SpanContext span = Span.current().getSpanContext();
        return span.isValid()
                ? "00-%s-%s-%s".formatted(span.getTraceId(), span.getSpanId(), span.getTraceFlags().asHex())
                : null;
    }
}
