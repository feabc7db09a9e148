package org.llmspace.contracts.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.kafka.Envelope.Position;

/// Writes the replies of one attempt at a call, in order. The first delta goes out at once; later ones are gathered for a
/// short while, so that a fast model does not become a record per token.
public final class ReplyWriter<R> implements AutoCloseable {

    /// @param gather how long deltas are gathered
    /// @param maxChars how many characters are gathered at most
    public record Coalescing(Duration gather, int maxChars) {

        public static final Coalescing DEFAULT = new Coalescing(Duration.ofMillis(50), 256);
    }

    /// What the replies answer.
    ///
    /// @param topic the replies topic
    /// @param attempt from 1
    public record Target(String topic, Event<?> request, int attempt) {
    }

    private static final int WAITING_REPLIES = 256;

    private final EventPublisher publisher;
    private final Target target;
    private final DeltaRules<R> rules;
    private final Coalescing coalescing;
    private final BlockingQueue<Item<R>> waiting = new ArrayBlockingQueue<>(WAITING_REPLIES);
    private final Thread sender;
    private volatile @Nullable Throwable failure;
    private long sequence;
    private CompletableFuture<Void> allSent = CompletableFuture.completedFuture(null);

    private sealed interface Item<R> {
        record Reply<R>(R reply) implements Item<R> {
        }

        record End<R>() implements Item<R> {
        }
    }

    public ReplyWriter(EventPublisher publisher, Target target, DeltaRules<R> rules, Coalescing coalescing) {
        this.publisher = publisher;
        this.target = target;
        this.rules = rules;
        this.coalescing = coalescing;
        this.sender = Thread.ofVirtual().name("replies-" + target.request().call()).start(this::sendAll);
    }

    /// Takes a reply; blocks while too many wait.
    ///
    /// @throws NotPublishedException if an earlier reply was not taken by the broker
    public void write(R reply) {
        throwIfFailed();
        put(new Item.Reply<>(reply));
    }

    /// Waits until the broker has taken all replies.
    ///
    /// @throws NotPublishedException if it did not take one of them
    @Override
    public void close() {
        put(new Item.End<>());
        try {
            sender.join();
            allSent.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotPublishedException(target.topic(), e);
        } catch (CompletionException e) {
            throw new NotPublishedException(target.topic(), e.getCause());
        }
        throwIfFailed();
    }

    private void put(Item<R> item) {
        try {
            waiting.put(item);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotPublishedException(target.topic(), e);
        }
    }

    private void throwIfFailed() {
        Throwable cause = failure;
        if (cause != null) {
            throw new NotPublishedException(target.topic(), cause);
        }
    }

    private void sendAll() {
        Gathering gathering = new Gathering();
        try {
            while (true) {
                switch (next(gathering.waitNanos())) {
                    case Item.Reply<R>(R reply) when rules.length(reply) >= 0 -> gathering.add(reply);
                    case Item.Reply<R>(R reply) -> {
                        gathering.flush();
                        send(reply);
                    }
                    case Item.End<R> _ -> {
                        gathering.flush();
                        return;
                    }
                    case null -> gathering.flush();
                }
            }
        } catch (RuntimeException e) {
            failure = e;
            discardRest();
        }
    }

    private void discardRest() {
        while (!(next(Long.MAX_VALUE) instanceof Item.End<R>)) {
            // nobody may block on a full queue
        }
    }

    /// The next reply; null if there is none in time.
    private @Nullable Item<R> next(long nanos) {
        try {
            return nanos == Long.MAX_VALUE ? waiting.take() : waiting.poll(Math.max(nanos, 0), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the sender", e);
        }
    }

    /// Deltas that wait to be sent as one.
    private final class Gathering {

        private final List<R> deltas = new ArrayList<>();
        private int chars;
        private long flushAt = System.nanoTime();

        long waitNanos() {
            return deltas.isEmpty() ? Long.MAX_VALUE : flushAt - System.nanoTime();
        }

        void add(R delta) {
            if (!deltas.isEmpty() && !rules.joinable(deltas.getLast(), delta)) {
                flush();
            }
            deltas.add(delta);
            chars += rules.length(delta);
            if (chars >= coalescing.maxChars() || System.nanoTime() - flushAt >= 0) {
                flush();
            }
        }

        void flush() {
            if (!deltas.isEmpty()) {
                send(deltas.size() == 1 ? deltas.getFirst() : rules.join(List.copyOf(deltas)));
                deltas.clear();
                chars = 0;
                flushAt = System.nanoTime() + coalescing.gather().toNanos();
            }
        }
    }

    private void send(R reply) {
        Event<?> request = target.request();
        Envelope envelope = request.envelope().reply(publisher.source(), reply,
                new Position(target.attempt(), ++sequence));
        note(publisher.send(target.topic(), request.key(), envelope, reply));
        request.envelope().replyToIfAny()
                .ifPresent(replyTo -> note(publisher.sendTo(replyTo, request.key(), envelope, reply)));
    }

    private void note(CompletableFuture<Void> outcome) {
        allSent = CompletableFuture.allOf(allSent, outcome.whenComplete((nothing, problem) -> {
            if (problem != null) {
                failure = problem;
            }
        }));
    }
}
