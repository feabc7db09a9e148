package org.llmspace.web.gradio;

/// An error that Gradio's clients understand: a status and `{"detail": ...}`.
final class GradioException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int status;

    GradioException(int status, String detail) {
        super(detail);
        this.status = status;
    }

    static GradioException badRequest(String detail) {
        return new GradioException(400, detail);
    }

    int status() {
        return status;
    }
}
