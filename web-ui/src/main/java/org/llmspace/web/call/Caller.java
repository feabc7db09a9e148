package org.llmspace.web.call;

import static java.util.Objects.requireNonNullElse;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.llmspace.web.endpoint.Endpoint.Exchange;

/// On whose behalf a call is opened.
///
/// @param session whose open calls belong together; null means that the call is a session of its own
/// @param past what was said before; null means that the session's own calls tell
/// @param input what was asked, as JSON text, for a page that is loaded again; null means the inputs themselves
public record Caller(@Nullable String session, @Nullable List<Exchange> past, @Nullable String input) {

    public static Caller ofSession(@Nullable String session) {
        return new Caller(session, null, null);
    }

    String sessionOr(String call) {
        return requireNonNullElse(session, call);
    }
}
