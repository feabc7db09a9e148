package org.llmspace.pipeline.task;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.pipeline.PipelineReply;
import org.llmspace.pipeline.model.Download;

/// Tells a call that waits for its model how far the download is.
final class Arrival {

    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration BETWEEN = Duration.ofSeconds(1);

    private final String model;
    private final Download download;
    private long told = -1;

    Arrival(String model, Download download) {
        this.model = model;
        this.download = download;
    }

    /// How far it is now, soon after the last time it was asked for; null when there is nothing left to wait for.
    PipelineReply.@Nullable Progress next() {
        while (!download.await(told < 0 ? FIRST : BETWEEN)) {
            if (download.totalBytes() > 0 && download.doneBytes() > told) {
                return progress();
            }
        }
        download.folder(); // says why if it failed
        return told >= 0 && told < download.doneBytes() ? progress() : null;
    }

    private PipelineReply.Progress progress() {
        told = download.doneBytes();
        return new PipelineReply.Progress("downloading " + model, "bytes", told, download.totalBytes());
    }
}
