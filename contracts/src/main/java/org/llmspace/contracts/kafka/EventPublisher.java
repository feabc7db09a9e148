package org.llmspace.contracts.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/// Sends events, durably and in order: the producer's buffer gives back-pressure, and every send's outcome is looked at.
/// Sending may block; do it on a virtual thread.
public final class EventPublisher implements AutoCloseable {

    private final KafkaProducer<String, byte[]> producer;
    private final String source;

    /// @param kafka the broker and how to reach it, as properties of Kafka's clients
    /// @param source `ce_source` of what is sent
    public EventPublisher(Map<String, ?> kafka, String source) {
        Map<String, Object> config = new HashMap<>(kafka);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, 0);
        config.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, 20_000);
        config.putIfAbsent(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        config.putIfAbsent(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 60_000);
        this.producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
        this.source = source;
    }

    public String source() {
        return source;
    }

    /// Sends one event; the future fails if the broker did not take it in time.
    public CompletableFuture<Void> send(String topic, String key, Envelope envelope, Object event) {
        return send(new ProducerRecord<>(topic, null, null, key, EventCodec.encode(event),
                EventHeaders.of(envelope, key)));
    }

    /// Sends one event and waits for the broker to take it.
    ///
    /// @throws NotPublishedException if it did not
    public void sendNow(String topic, String key, Envelope envelope, Object event) {
        try {
            send(topic, key, envelope, event).join();
        } catch (CompletionException e) {
            throw new NotPublishedException(topic, e.getCause());
        }
    }

    CompletableFuture<Void> sendTo(ReplyTo replyTo, String key, Envelope envelope, Object event) {
        Headers headers = EventHeaders.of(envelope, key);
        replyTo.correlation().forEach(headers::add);
        return send(new ProducerRecord<>(replyTo.topic(), replyTo.partition(), null, key, EventCodec.encode(event),
                headers));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback has the outcome
    private CompletableFuture<Void> send(ProducerRecord<String, byte[]> outgoing) {
        CompletableFuture<Void> outcome = new CompletableFuture<>();
        try {
            producer.send(outgoing, (metadata, failure) -> {
                if (failure == null) {
                    outcome.complete(null);
                } else {
                    outcome.completeExceptionally(failure);
                }
            });
        } catch (RuntimeException e) {
            outcome.completeExceptionally(e);
        }
        return outcome;
    }

    /// Waits for what was sent, a few seconds at most.
    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
