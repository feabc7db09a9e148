package org.llmspace.chat.backend;

import java.time.Duration;

import org.llmspace.contracts.pipeline.PipelineReply;

/// A running call of a pipeline. One thread reads; any thread may close, which cancels a call that has not ended.
public interface PipelineCall extends AutoCloseable {

    /// The next reply; blocks until there is one. Not to be called after the call's ending.
    ///
    /// @throws PipelineFailedException if none comes in time, or the call is closed
    PipelineReply next(Duration patience);

    @Override
    void close();
}
