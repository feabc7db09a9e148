package org.llmspace.pipeline.model;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;
import org.llmspace.pipeline.hub.DownloadProgress;

/// A model on its way from the Hub, one for all who wait for it. It goes on when they leave.
public final class Download {

    private final DownloadProgress progress = new DownloadProgress();
    private final CompletableFuture<Path> folder = new CompletableFuture<>();
    private final CompletableFuture<@Nullable Void> begun = new CompletableFuture<>();
    private volatile long endedAt = Long.MAX_VALUE;

    DownloadProgress progress() {
        return progress;
    }

    public long doneBytes() {
        return progress.doneBytes();
    }

    /// 0 as long as it is not known.
    public long totalBytes() {
        return progress.totalBytes();
    }

    /// Whether nothing is left to wait for, for good or ill.
    public boolean isDone() {
        return folder.isDone();
    }

    /// Whether the model's files are there.
    public boolean isHere() {
        return folder.isDone() && !folder.isCompletedExceptionally();
    }

    /// Waits for the end, but not for ever.
    ///
    /// @return whether it has ended
    /// @throws CancellationException if the waiting thread is interrupted
    public boolean await(Duration most) {
        return await(folder, most);
    }

    /// Waits until it is known which files there are to download, but not for ever.
    ///
    /// @throws CancellationException if the waiting thread is interrupted
    public void awaitBegun(Duration most) {
        await(CompletableFuture.anyOf(begun, folder), most);
    }

    private static boolean await(CompletableFuture<?> awaited, Duration most) {
        try {
            awaited.get(most.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            return true;
        } catch (InterruptedException e) {
            throw Waiting.interrupted(e);
        }
    }

    /// Waits for the model's files.
    ///
    /// @throws ModelException if they cannot be had
    /// @throws CancellationException if the waiting thread is interrupted
    public Path folder() {
        return Waiting.on(folder);
    }

    void begun() {
        begun.complete(null);
    }

    void completed(Path path) {
        endedAt = System.nanoTime();
        folder.complete(path);
    }

    void failed(RuntimeException reason) {
        folder.completeExceptionally(reason);
    }

    /// Whether it ended so recently that the Hub need not be asked for something newer.
    boolean isFresh(Duration age) {
        return !isDone() || System.nanoTime() - endedAt < age.toNanos();
    }
}
