package org.llmspace.pipeline.task;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.pipeline.PipelineOutput;
import org.llmspace.contracts.pipeline.PipelineReply;

/// An answer that is worked out while it is read.
interface Answering extends AutoCloseable {

    /// More text, null when there is no more to come before the output.
    PipelineReply.@Nullable Delta more();

    PipelineOutput output();

    /// How many tokens were generated for the output so far.
    default int generatedTokens() {
        return 0;
    }

    @Override
    void close();

    /// An answer that comes in one piece.
    static Answering whole(Supplier<PipelineOutput> output) {
        return new Answering() {
            @Override
            public PipelineReply.@Nullable Delta more() {
                return null;
            }

            @Override
            public PipelineOutput output() {
                return output.get();
            }

            @Override
            public void close() {
                // nothing is open
            }
        };
    }
}
