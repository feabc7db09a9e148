package org.llmspace.pipeline.task;

import org.jboss.logging.Logger;
import org.llmspace.contracts.Failure;
import org.llmspace.contracts.FailureCode;
import org.llmspace.pipeline.generation.GenerationException;
import org.llmspace.pipeline.grammar.GrammarException;
import org.llmspace.pipeline.model.ModelException;
import org.llmspace.pipeline.onnx.OnnxException;
import org.llmspace.pipeline.processor.ProcessorException;
import org.llmspace.pipeline.remote.RemoteException;
import org.llmspace.pipeline.tokenizer.TokenizerException;

/// What a caller is told about an exception.
public final class Failures {

    private static final Logger LOG = Logger.getLogger(Failures.class);

    private Failures() {
    }

    public static Failure of(RuntimeException problem) {
        return switch (problem) {
            case PipelineException e -> e.failure();
            case ModelException e -> new Failure(code(e), message(e), false);
            case OnnxException e when message(e).contains("out of data bounds") -> logged(e,
                    "The model was given tokens that it does not know; its tokenizer.json may be another model's, get its files again");
            case OnnxException e -> logged(e, "The model failed on this input: " + message(e));
            default -> code(problem) == FailureCode.INTERNAL
                    ? logged(problem, "The call failed inside pipeline-service; its log says why")
                    : Failure.of(code(problem), message(problem));
        };
    }

    /// Whose fault it is: the caller's, a provider's or our own.
    static FailureCode code(RuntimeException problem) {
        return switch (problem) {
            case PipelineException e -> e.failure().code();
            case ModelException e -> code(e.reason());
            case RemoteException e -> code(e.reason());
            case GrammarException _ -> FailureCode.INVALID_REQUEST;
            case GenerationException _ -> FailureCode.INVALID_REQUEST;
            case ProcessorException _ -> FailureCode.INVALID_REQUEST;
            case TokenizerException _ -> FailureCode.INVALID_REQUEST;
            default -> FailureCode.INTERNAL;
        };
    }

    /// What a caller is told when the memory did not suffice; others go on.
    public static Failure of(OutOfMemoryError problem) {
        LOG.error("a call needs more memory than there is", problem);
        return Failure.of(FailureCode.CONTENT_TOO_LARGE, "The call needs more memory than there is; send less at once");
    }

    private static FailureCode code(ModelException.Reason reason) {
        return switch (reason) {
            case NOT_FOUND -> FailureCode.MODEL_NOT_FOUND;
            case UNUSABLE -> FailureCode.MODEL_UNAVAILABLE;
            case WRONG_TASK, NO_ONNX -> FailureCode.UNSUPPORTED;
            case TOO_LONG -> FailureCode.CONTENT_TOO_LARGE;
            case FORBIDDEN -> FailureCode.AUTHENTICATION;
            case RATE_LIMITED -> FailureCode.RATE_LIMITED;
            case UNREACHABLE -> FailureCode.PROVIDER_FAILED;
        };
    }

    private static FailureCode code(RemoteException.Reason reason) {
        return switch (reason) {
            case NO_ACCESS -> FailureCode.AUTHENTICATION;
            case NOT_FOUND -> FailureCode.MODEL_NOT_FOUND;
            case INVALID -> FailureCode.INVALID_REQUEST;
            case RATE_LIMITED -> FailureCode.RATE_LIMITED;
            case TIMEOUT -> FailureCode.TIMEOUT;
            case FAILED -> FailureCode.PROVIDER_FAILED;
        };
    }

    private static Failure logged(RuntimeException problem, String message) {
        LOG.error(message, problem);
        return Failure.of(FailureCode.INTERNAL, message);
    }

    private static String message(RuntimeException e) {
        return String.valueOf(e.getMessage());
    }
}
