package org.llmspace.web.upload;

/// A file is not taken; the message says why.
public final class UploadRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int status;

    public UploadRefusedException(int status, String message) {
        super(message);
        this.status = status;
    }

    /// The HTTP status that says the same.
    public int status() {
        return status;
    }
}
