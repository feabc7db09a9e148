package org.llmspace.pipeline.hub;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/// Breaks a connection over which nothing has come for too long, so that whoever reads it need not wait for ever.
final class SilenceWatch implements AutoCloseable {

    private final InputStream watched;
    private final Duration most;
    private final Thread watcher;
    private volatile long heard = System.nanoTime();

    SilenceWatch(InputStream watched, Duration most) {
        this.watched = watched;
        this.most = most;
        this.watcher = Thread.ofVirtual().name("silence").start(this::watch);
    }

    void heard() {
        heard = System.nanoTime();
    }

    private void watch() {
        try {
            for (Duration left = most; left.isPositive(); left = most.minusNanos(System.nanoTime() - heard)) {
                Thread.sleep(left);
            }
            watched.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // all has come
        } catch (IOException e) {
            // it is broken already
        }
    }

    @Override
    public void close() {
        watcher.interrupt();
    }
}
