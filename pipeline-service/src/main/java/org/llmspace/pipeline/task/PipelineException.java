package org.llmspace.pipeline.task;

import org.llmspace.contracts.Failure;
import org.llmspace.contracts.FailureCode;

/// A call that cannot be answered, with what its caller is told.
public final class PipelineException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Failure failure;

    public PipelineException(FailureCode code, String message) {
        super(message);
        this.failure = Failure.of(code, message);
    }

    static PipelineException invalid(String message) {
        return new PipelineException(FailureCode.INVALID_REQUEST, message);
    }

    public Failure failure() {
        return failure;
    }
}
