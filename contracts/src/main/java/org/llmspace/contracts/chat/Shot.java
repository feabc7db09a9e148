package org.llmspace.contracts.chat;

import static java.util.Objects.requireNonNull;

/// An example for the model: what is asked, and how it is to be answered.
public record Shot(String input, String output) {

    public Shot {
        requireNonNull(input, "an example needs 'input'");
        requireNonNull(output, "an example needs 'output'");
    }
}
