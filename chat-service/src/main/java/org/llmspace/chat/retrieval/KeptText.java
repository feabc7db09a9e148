package org.llmspace.chat.retrieval;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.chat.ChatResult.KeptDocument;

import io.quarkus.runtime.annotations.RegisterForReflection;

/// A kept document with its passages.
///
/// @param vectors one for each passage; empty while it cannot be searched by meaning
record KeptText(KeptDocument about, List<Passage> passages, List<float[]> vectors) {

    KeptText {
        passages = List.copyOf(passages);
        vectors = List.copyOf(vectors);
    }

    KeptText with(List<float[]> found) {
        KeptDocument changed = new KeptDocument(about.id(), about.name(), about.mediaType(), about.characters(),
                about.passages(), !found.isEmpty(), about.at());
        return new KeptText(changed, passages, found);
    }

    /// What stands in its file; the vectors stand in another.
    @RegisterForReflection
    record Written(KeptDocument about, List<Passage> passages) {
    }

    static @Nullable Passage passage(List<Passage> passages, String id) {
        return passages.stream().filter(passage -> id.equals(passage.id())).findFirst().orElse(null);
    }
}
