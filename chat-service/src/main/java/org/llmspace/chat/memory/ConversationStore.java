package org.llmspace.chat.memory;

import java.util.List;

import org.jspecify.annotations.Nullable;

/// Where the lines of conversations are kept. An owner sees only its own; without an owner, those that nobody owns.
sealed interface ConversationStore permits FileStore, PostgresStore {

    /// In the order in which they were added; none if there is no such conversation.
    List<Line> read(@Nullable String owner, String id);

    /// Adds lines, all of them or none.
    ///
    /// @param first comes before them if the conversation is new; null means that nothing is added to a new one
    void append(@Nullable String owner, String id, Line.@Nullable Opened first, List<? extends Line> lines);

    /// The lines of all conversations of an owner.
    List<List<Line>> all(@Nullable String owner);

    /// @return whether there was such a conversation
    boolean delete(@Nullable String owner, String id);
}
