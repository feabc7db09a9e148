package org.llmspace.contracts;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/// Stops a call wherever it runs; the only record on [Topics#CONTROL].
///
/// @param call the call's id, which is `ce_correlationid` of its request
/// @param reason for people, for instance "stopped by the user"; null if there is none
public record Cancel(String call, @Nullable String reason) {

    public Cancel {
        requireNonNull(call, "call");
    }
}
