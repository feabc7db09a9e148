package org.llmspace.pipeline.onnx;

import org.jspecify.annotations.Nullable;

import ai.onnxruntime.OrtException;

/// A graph that cannot be loaded or run.
public final class OnnxException extends RuntimeException {

    private static final long serialVersionUID = 1;

    OnnxException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /// The first line of what ONNX Runtime says, without places in its source.
    static String reason(OrtException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given")
                .replaceFirst("/onnxruntime_src/\\S+:\\d+ .*\\) ", "");
    }
}
