package org.llmspace.contracts.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llmspace.contracts.Topics;
import org.llmspace.contracts.chat.ChatMessage;
import org.llmspace.contracts.chat.ChatReply;
import org.llmspace.contracts.chat.ChatRequest;
import org.llmspace.contracts.chat.Role;
import org.llmspace.contracts.chat.Usage;
import org.llmspace.contracts.kafka.ReplyOrder.Verdict;
import org.llmspace.contracts.kafka.ReplyWriter.Coalescing;
import org.llmspace.contracts.kafka.ReplyWriter.Target;
import org.llmspace.local.KafkaBroker;

/// 5,000 streams of 100 deltas, 16 at once, through a real broker: none is lost, none is doubled, all in order.
class StreamSoakTest {

    private static final int STREAMS = 5_000;
    private static final int DELTAS = 100;
    private static final int AT_ONCE = 16;
    private static final Coalescing EACH_DELTA_ALONE = new Coalescing(Duration.ofMillis(50), 1);

    private final Map<String, Received> calls = new ConcurrentHashMap<>();
    private final LongAdder doubled = new LongAdder();
    private final AtomicInteger completed = new AtomicInteger();

    private static final class Received {
        final ReplyOrder order = new ReplyOrder();
        final StringBuilder text = new StringBuilder();
    }

    @Test
    void no_delta_is_lost_or_doubled(@TempDir Path folder) throws Exception {
        try (KafkaBroker broker = KafkaBroker.start(folder, 0)) {
            Map<String, Object> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
            try (KafkaTopics topics = new KafkaTopics(kafka)) {
                topics.createMissing(12);
            }
            try (TopicReader reader = new TopicReader(kafka, List.of(Topics.CHAT_REPLIES), Duration.ofHours(1),
                    this::receive).start(); EventPublisher publisher = new EventPublisher(kafka, "/soak")) {
                await().atMost(Duration.ofSeconds(20)).until(reader::caughtUp);
                long start = System.nanoTime();
                writeAll(publisher);
                await().atMost(Duration.ofSeconds(60)).until(() -> completed.get() == STREAMS);
                report(System.nanoTime() - start);
            }
        }
        assertThat(doubled.sum()).as("replies that arrived twice").isZero();
        assertThat(calls).hasSize(STREAMS);
        assertThat(calls.values()).allSatisfy(call -> assertThat(call.text).hasToString(TEXT));
    }

    private static final String TEXT = java.util.stream.IntStream.range(0, DELTAS).mapToObj(i -> i + " ")
            .collect(Collectors.joining());

    private void writeAll(EventPublisher publisher) throws InterruptedException {
        Semaphore places = new Semaphore(AT_ONCE);
        for (int i = 0; i < STREAMS; i++) {
            String call = "call-" + i;
            places.acquire();
            Thread.ofVirtual().start(() -> {
                try {
                    write(publisher, call);
                } finally {
                    places.release();
                }
            });
        }
        places.acquire(AT_ONCE);
    }

    private static void write(EventPublisher publisher, String call) {
        ChatRequest request = ChatRequest.Turn.of(null, List.of(ChatMessage.user("count")));
        Event<ChatRequest> event = new Event<>(call, Envelope.first("/soak", call, request, null), request);
        try (var replies = new ReplyWriter<ChatReply>(publisher, new Target(Topics.CHAT_REPLIES, event, 1),
                new TextDeltas(), EACH_DELTA_ALONE)) {
            for (int i = 0; i < DELTAS; i++) {
                replies.write(ChatReply.Delta.of(i + " "));
            }
            replies.write(new ChatReply.Completed("soak", ChatMessage.of(Role.ASSISTANT, TEXT), "stop", List.of(),
                    Usage.UNKNOWN, List.of()));
        }
    }

    private void receive(ConsumerRecord<String, byte[]> received) {
        Envelope envelope = EventHeaders.ofBinary(received.headers());
        Received call = calls.computeIfAbsent(envelope.correlationId(), id -> new Received());
        if (call.order.place(envelope.position(), envelope.source()) == Verdict.IGNORE) {
            doubled.increment();
            return;
        }
        switch (EventCodec.decodeData(received.value(), ChatReply.class)) {
            case ChatReply.Delta delta -> call.text.append(delta.text());
            case ChatReply.Completed done -> completed.incrementAndGet();
            case ChatReply other -> throw new AssertionError("nobody wrote " + other);
        }
    }

    private static void report(long nanos) {
        double seconds = nanos / 1e9;
        System.out.printf("soak: %d streams of %d deltas in %.1f s, %.0f deltas/s%n", STREAMS, DELTAS, seconds,
                STREAMS * DELTAS / seconds);
    }

    private static final class TextDeltas implements DeltaRules<ChatReply> {

        @Override
        public int length(ChatReply reply) {
            return reply instanceof ChatReply.Delta delta ? delta.text().length() : -1;
        }

        @Override
        public boolean joinable(ChatReply first, ChatReply second) {
            return true;
        }

        @Override
        public ChatReply join(List<ChatReply> deltas) {
            return ChatReply.Delta.of(
                    deltas.stream().map(delta -> ((ChatReply.Delta) delta).text()).collect(Collectors.joining()));
        }
    }
}
