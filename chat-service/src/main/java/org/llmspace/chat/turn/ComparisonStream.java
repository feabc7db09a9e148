package org.llmspace.chat.turn;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.Failure;
import org.llmspace.contracts.FailureCode;
import org.llmspace.contracts.chat.ChatReply;
import org.llmspace.contracts.chat.ChatRequest;
import org.llmspace.contracts.chat.ChatResult;
import org.llmspace.contracts.chat.Variation;

import io.opentelemetry.context.Context;

/// Several answers to the same turn, side by side as they come in. One that fails does not end the others.
final class ComparisonStream implements ReplyStream {

    /// Starts one of the answers.
    interface Begin {
        ReplyStream begin(ChatRequest.Turn turn);
    }

    /// How many replies may wait for the reader; then those who write them wait.
    private static final int WAITING = 1_000;

    private final BlockingQueue<ChatReply.Compared> replies = new LinkedBlockingQueue<>(WAITING);
    private final List<ReplyStream> answers = new ArrayList<>();
    private final List<Thread> readers = new ArrayList<>();
    private int open;
    private volatile boolean cancelled;
    private volatile @Nullable String reason;

    ComparisonStream(ChatRequest.Comparison comparison, Begin turns) {
        for (Variation variation : comparison.variations()) {
            ReplyStream answer = turns.begin(comparison.turn().as(variation));
            int place = answers.size();
            String label = label(variation, comparison.turn(), place);
            answers.add(answer);
            readers.add(Thread.ofVirtual().name("comparison-", place)
                    .start(Context.current().wrap(() -> read(place, label, answer))));
        }
        open = answers.size();
    }

    @Override
    public ChatReply next() {
        if (open == 0) {
            return cancelled ? new ChatReply.Cancelled(reason) : new ChatReply.Answered(new ChatResult.Done());
        }
        try {
            ChatReply.Compared reply = replies.take();
            open -= ReplyStream.isEnding(reply.reply()) ? 1 : 0;
            return reply;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
            return new ChatReply.Failed(Failure.of(FailureCode.INTERNAL, "chat-service is stopped; try again"));
        }
    }

    @Override
    public void cancel(@Nullable String why) {
        reason = why;
        cancelled = true;
        answers.forEach(answer -> answer.cancel(why));
    }

    @Override
    public void close() {
        answers.forEach(ReplyStream::close);
        readers.forEach(Thread::interrupt);
    }

    private void read(int place, String label, ReplyStream answer) {
        long began = System.nanoTime();
        ChatReply reply;
        try (answer) {
            do {
                reply = answer.next();
                replies.put(new ChatReply.Compared(place, label, reply,
                        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began)));
            } while (!ReplyStream.isEnding(reply));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String label(Variation variation, ChatRequest.Turn turn, int place) {
        if (variation.label() != null) {
            return variation.label();
        }
        List<String> parts = new ArrayList<>();
        String model = variation.model() == null ? turn.model() : variation.model();
        if (model != null) {
            parts.add(model);
        }
        if (variation.template() != null) {
            parts.add(variation.template().name()
                    + (variation.template().version() == null ? "" : " " + variation.template().version()));
        }
        if (variation.examples() != null) {
            parts.add("%d examples".formatted(variation.examples().size()));
        }
        return parts.isEmpty() ? "answer " + (place + 1) : String.join(", ", parts);
    }
}
