package org.llmspace.chat.retrieval;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.chat.ChatRequest;
import org.llmspace.contracts.chat.Document;

/// Where a turn's answer may come from.
///
/// @param documentIds kept documents; `*` means all of the owner's
/// @param documents texts that came with the turn
public record Sources(@Nullable String owner, List<String> documentIds, List<Document> documents) {

    public Sources {
        documentIds = List.copyOf(documentIds);
        documents = List.copyOf(documents);
    }

    public static Sources of(ChatRequest.Turn turn) {
        return new Sources(turn.owner(), turn.documentIds(), turn.documents());
    }
}
