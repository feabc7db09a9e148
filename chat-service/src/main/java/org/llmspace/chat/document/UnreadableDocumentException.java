package org.llmspace.chat.document;

/// A document cannot be read as what it claims to be; the message says why and what to do, for people.
public final class UnreadableDocumentException extends RuntimeException {

    private static final long serialVersionUID = 1;

    UnreadableDocumentException(String message) {
        super(message);
    }

    UnreadableDocumentException(String message, Throwable cause) {
        super(message, cause);
    }
}
