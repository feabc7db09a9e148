package org.llmspace.chat.retrieval;

import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.chat.ChatResult.KeptDocument;

/// Where documents are kept. An owner sees only its own; without an owner, those that nobody owns.
interface DocumentStore {

    /// Keeps a document in place of the one with its id.
    void keep(@Nullable String owner, KeptText document);

    /// The newest first.
    List<KeptDocument> list(@Nullable String owner);

    Optional<KeptText> read(@Nullable String owner, String id);

    /// What searches documents where they are kept; empty if they are to be read, and searched here.
    default Optional<PassageSearch> search(@Nullable String owner, List<KeptDocument> documents) {
        return Optional.empty();
    }

    /// @return whether there was such a document
    boolean delete(@Nullable String owner, String id);
}
