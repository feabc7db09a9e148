package org.llmspace.pipeline.hub;

import java.util.concurrent.atomic.AtomicLong;

/// How far a download is; written by the thread that downloads, read by whoever wants to know.
public final class DownloadProgress {

    private final AtomicLong ended = new AtomicLong();
    private volatile long current;
    private volatile long total;

    /// How many bytes are there.
    public long doneBytes() {
        return ended.get() + current;
    }

    /// How many bytes there will be; 0 as long as that is not known.
    public long totalBytes() {
        return total;
    }

    void expect(long bytes) {
        total = bytes;
    }

    void at(long bytesOfTheFile) {
        current = bytesOfTheFile;
    }

    void fileEnded(long bytes) {
        current = 0;
        ended.addAndGet(bytes);
    }
}
