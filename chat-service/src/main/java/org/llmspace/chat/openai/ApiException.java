package org.llmspace.chat.openai;

/// A request that is answered with an error.
final class ApiException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient ApiError error;

    ApiException(ApiError error) {
        super(error.message());
        this.error = error;
    }

    ApiError error() {
        return error;
    }
}
