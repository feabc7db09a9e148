package org.llmspace.pipeline.grammar;

/// A grammar that cannot be read or is not offered here; the message says what to do.
public final class GrammarException extends RuntimeException {

    private static final long serialVersionUID = 1;

    GrammarException(String message) {
        super(message);
    }
}
