package org.llmspace.contracts.web;

/// A page of the public web could not be fetched; the message says why, for people and models.
public final class PublicWebException extends RuntimeException {

    private static final long serialVersionUID = 1;

    PublicWebException(String message) {
        super(message);
    }
}
