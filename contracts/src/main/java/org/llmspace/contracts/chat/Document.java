package org.llmspace.contracts.chat;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

/// A text that the caller pasted or uploaded, to answer from.
public record Document(String name, String text) {

    public Document {
        name = requireNonNullElse(name, "pasted text");
        requireNonNull(text, "a document needs a text");
    }
}
