package org.llmspace.pipeline.tokenizer;

import java.io.Serial;

/// A tokenizer file that is missing, broken or of an unknown kind, or input that the tokenizer cannot take.
public final class TokenizerException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    public TokenizerException(String message) {
        super(message);
    }

    public TokenizerException(String message, Throwable cause) {
        super(message, cause);
    }
}
