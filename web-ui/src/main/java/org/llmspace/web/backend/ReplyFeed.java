package org.llmspace.web.backend;

import static java.util.Objects.requireNonNullElse;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.EventTypes;
import org.llmspace.contracts.Topics;
import org.llmspace.contracts.chat.ChatReply;
import org.llmspace.contracts.kafka.EventCodec;
import org.llmspace.contracts.kafka.EventHeaders;
import org.llmspace.contracts.kafka.TopicReader;
import org.llmspace.contracts.pipeline.PipelineReply;

import io.smallrye.common.annotation.Identifier;

/// Reads all replies and cancellations, on every replica alike, from a while ago on.
@ApplicationScoped
public class ReplyFeed {

    private static final List<String> TOPICS = List.of(Topics.CHAT_REPLIES, Topics.PIPELINE_REPLIES, Topics.CONTROL);

    private final Map<String, Object> kafka;
    private final BackendConfig config;
    private @Nullable TopicReader reader;

    ReplyFeed(@Identifier("default-kafka-broker") Map<String, Object> kafka, BackendConfig config) {
        this.kafka = kafka;
        this.config = config;
    }

    public synchronized void start(ReplyListener listener) {
        reader = new TopicReader(kafka, TOPICS, config.lookBack(), received -> deliver(received, listener)).start();
    }

    /// What keeps replies from being read, for people; empty if nothing does.
    public synchronized Optional<String> problem() {
        TopicReader open = reader;
        if (open == null) {
            return Optional.of("the replies are not read yet");
        }
        return open.problem().or(() -> open.caughtUp() ? Optional.empty() : Optional.of("replies are being caught up"));
    }

    @PreDestroy
    synchronized void close() {
        TopicReader open = reader;
        if (open != null) {
            open.close();
        }
    }

    private static void deliver(ConsumerRecord<String, byte[]> received, ReplyListener listener) {
        Headers headers = received.headers();
        String call = EventHeaders.call(headers);
        if (call == null) {
            return;
        }
        var arrival = new ReplyListener.Arrival(call, EventHeaders.position(headers),
                requireNonNullElse(EventHeaders.text(headers, "ce_source"), ""),
                Instant.ofEpochMilli(received.timestamp()), Math.max(0, received.serializedValueSize()));
        switch (received.topic()) {
            case Topics.CHAT_REPLIES -> data(received, ChatReply.class).ifPresent(reply -> listener.chat(arrival, reply));
            case Topics.PIPELINE_REPLIES ->
                data(received, PipelineReply.class).ifPresent(reply -> listener.pipeline(arrival, reply));
            default -> listener.cancelRequested(arrival);
        }
    }

    /// The data of a reply; empty for types that this version does not know.
    private static <T> Optional<T> data(ConsumerRecord<String, byte[]> received, Class<T> kind) {
        String type = EventHeaders.text(received.headers(), "ce_type");
        return Optional.ofNullable(type).flatMap(EventTypes::recordOf).filter(kind::isAssignableFrom)
                .map(record -> kind.cast(EventCodec.decodeData(received.value(), record)));
    }
}
