package org.llmspace.e2e;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.llmspace.contracts.Topics;
import org.llmspace.contracts.chat.ChatMessage;
import org.llmspace.contracts.chat.ChatReply;
import org.llmspace.contracts.chat.ChatRequest;
import org.llmspace.contracts.kafka.Envelope;
import org.llmspace.contracts.kafka.EventCodec;
import org.llmspace.contracts.kafka.EventHeaders;
import org.llmspace.contracts.kafka.EventPublisher;
import org.llmspace.contracts.kafka.TopicReader;

/// Turns sent as records and read as records, with no web server between.
final class RecordTurns implements AutoCloseable {

    private static final Duration EXPIRES = Duration.ofMinutes(1);

    private final EventPublisher publisher;
    private final TopicReader reader;
    private final Map<String, Turn> open = new ConcurrentHashMap<>();

    private static final class Turn {

        private final long begin = System.nanoTime();
        private final CompletableFuture<Streamed> ended = new CompletableFuture<>();
        private final StringBuilder text = new StringBuilder();
        private long firstDelta;
    }

    RecordTurns(Map<String, Object> kafka) throws InterruptedException {
        publisher = new EventPublisher(kafka, "/bench");
        reader = new TopicReader(kafka, List.of(Topics.CHAT_REPLIES), Duration.ZERO, this::take).start();
        while (!reader.caughtUp()) {
            Thread.sleep(20);
        }
    }

    Streamed ask(String model, String question) {
        String call = UUID.randomUUID().toString();
        ChatRequest request = ChatRequest.Turn.of(model, List.of(ChatMessage.user(question)));
        Turn turn = new Turn();
        open.put(call, turn);
        publisher.sendNow(Topics.CHAT_REQUESTS, call,
                Envelope.first(publisher.source(), call, request, null).expiringAt(Instant.now().plus(EXPIRES)), request);
        return turn.ended.join();
    }

    private void take(ConsumerRecord<String, byte[]> received) {
        Turn turn = open.get(String.valueOf(EventHeaders.call(received.headers())));
        if (turn == null) {
            return;
        }
        ChatReply reply = EventCodec.decode(received, ChatReply.class).data();
        if (reply instanceof ChatReply.Delta delta) {
            if (turn.text.isEmpty()) {
                turn.firstDelta = System.nanoTime() - turn.begin;
            }
            turn.text.append(delta.text());
        } else if (reply instanceof ChatReply.Completed || reply instanceof ChatReply.Failed) {
            boolean whole = turn.text.toString().strip().endsWith(OpenAiLikeServer.wholeAnswer().strip());
            turn.ended.complete(new Streamed(turn.firstDelta, System.nanoTime() - turn.begin, whole));
        }
    }

    @Override
    public void close() {
        reader.close();
        publisher.close();
    }
}
