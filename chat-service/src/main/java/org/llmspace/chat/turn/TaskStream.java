package org.llmspace.chat.turn;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.Failure;
import org.llmspace.contracts.FailureCode;
import org.llmspace.contracts.chat.ChatReply;

import io.opentelemetry.context.Context;

/// A task while it runs, on a virtual thread of its own: how far it is, then its ending.
final class TaskStream implements ReplyStream {

    /// What a task does.
    interface Work {

        /// @param progress takes how far the work is, as often as there is something to tell
        /// @return the ending
        ChatReply run(Consumer<ChatReply.Progress> progress) throws InterruptedException;
    }

    private static final Logger LOG = Logger.getLogger(TaskStream.class);

    private final BlockingQueue<ChatReply> replies = new LinkedBlockingQueue<>();
    private final Thread worker;
    private volatile boolean cancelled;
    private volatile @Nullable String reason;

    TaskStream(Work work) {
        this.worker = Thread.ofVirtual().name("task").start(Context.current().wrap(() -> run(work)));
    }

    @Override
    public ChatReply next() {
        try {
            return replies.take();
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
        close();
    }

    @Override
    public void close() {
        worker.interrupt();
    }

    private void run(Work work) {
        ChatReply ending;
        try {
            ending = work.run(replies::add);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            ending = new ChatReply.Cancelled(reason);
        } catch (RuntimeException e) {
            if (!cancelled) {
                LOG.error("a task failed", e);
            }
            ending = new ChatReply.Failed(Failure.of(FailureCode.INTERNAL, "chat-service failed; its log says why"));
        }
        replies.add(cancelled ? new ChatReply.Cancelled(reason) : ending);
    }
}
