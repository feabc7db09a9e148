package org.llmspace.local;

/// A reason not to run, in one line that tells the person at the terminal what to do.
final class StartFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StartFailure(String message) {
        super(message, null, false, false);
    }
}
