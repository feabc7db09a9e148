package org.llmspace.chat.backend;

import org.llmspace.contracts.Failure;

/// pipeline-service did not answer a call with a result.
public final class PipelineFailedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Failure failure;

    PipelineFailedException(Failure failure) {
        super(failure.message());
        this.failure = failure;
    }

    public Failure failure() {
        return failure;
    }
}
