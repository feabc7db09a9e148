package org.llmspace.web.endpoint;

/// An input is missing or makes no sense; the message says what to do.
public final class InvalidInputException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String parameter;

    public InvalidInputException(String parameter, String message) {
        super(message);
        this.parameter = parameter;
    }

    public String parameter() {
        return parameter;
    }
}
