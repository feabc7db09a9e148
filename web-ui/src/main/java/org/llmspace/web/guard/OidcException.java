package org.llmspace.web.guard;

/// The provider of logins did not do its part; the message is for people.
final class OidcException extends RuntimeException {

    private static final long serialVersionUID = 1;

    OidcException(String message, Throwable cause) {
        super(message, cause);
    }

    OidcException(String message) {
        super(message);
    }
}
