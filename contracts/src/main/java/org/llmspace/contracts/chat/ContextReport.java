package org.llmspace.contracts.chat;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import java.util.List;

import org.jspecify.annotations.Nullable;

/// What a turn puts into the model's context, counted before it is sent, and what is left out of it.
///
/// @param tokens what is sent: messages, tools and passages
/// @param window the model's context window in tokens; null if it is not known
/// @param reserved what is kept free for the answer
/// @param counter who counted: a tokenizer's name, or `estimate`
/// @param dropped messages that are left out, oldest first
public record ContextReport(String model, int tokens, @Nullable Integer window, int reserved, String counter,
        List<Dropped> dropped) {

    public ContextReport {
        requireNonNull(model, "model");
        requireNonNull(counter, "counter");
        dropped = List.copyOf(requireNonNullElse(dropped, List.of()));
    }

    /// A message that is left out.
    ///
    /// @param id the kept message; null where the caller holds the conversation
    /// @param preview how it begins
    /// @param reason for people
    public record Dropped(@Nullable String id, Role role, int tokens, String preview, String reason) {

        public Dropped {
            requireNonNull(role, "role");
            requireNonNull(preview, "preview");
            requireNonNull(reason, "reason");
        }
    }
}
