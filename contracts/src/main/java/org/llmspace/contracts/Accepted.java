package org.llmspace.contracts;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/// Who took a call, for whom: published on the replies topic before the caller gets its answer, so that every replica of
/// the Space knows a session's open calls and their rank.
///
/// @param session the caller's session, opaque; null when the call belongs to none
/// @param endpoint the endpoint that was called, for instance `chat`
/// @param input what was asked, as JSON text of at most 64 KiB, so that a page that is reloaded can show it; null if unknown
public record Accepted(@Nullable String session, String endpoint, @Nullable String input, Instant at) {

    public Accepted {
        requireNonNull(endpoint, "endpoint");
        requireNonNull(at, "at");
    }

    public Optional<String> sessionIfAny() {
        return Optional.ofNullable(session);
    }
}
