package org.llmspace.chat.retrieval;

import java.nio.file.Path;
import java.time.Duration;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// How passages are found.
@ConfigMapping(prefix = "llmspace.chat.retrieval")
public interface RetrievalSettings {

    /// Where the guide's embeddings are kept, so that the next start has them at once.
    @WithDefault("${user.home}/.cache/llm-space/chat")
    Path folder();

    /// How long a question waits for its embedding before it is searched by words alone.
    @WithDefault("1s")
    Duration patience();

    /// How many passages an answer rests on, at most.
    @WithDefault("3")
    int passages();

    /// How many passages a language model gets to answer from, at most.
    @WithDefault("6")
    int contextPassages();

    /// Documents that are kept.
    Kept documents();

    /// Where documents are kept, and how many.
    interface Kept {

        /// What keeps them.
        enum Store {
            FOLDER,
            PGVECTOR
        }

        /// In a folder, searched in memory; or in PostgreSQL with pgvector, for several replicas and many passages.
        @WithDefault("folder")
        Store store();

        /// For the store of that name; it must outlive the service.
        @WithDefault("${user.home}/.local/share/llm-space/documents")
        Path folder();

        /// How many bytes a document may have.
        @WithDefault("20M")
        MemorySize maxSize();

        /// How long the encoder may take for some passages; without an answer a document is kept without vectors for now.
        @WithDefault("10s")
        Duration patience();

        /// How many documents an owner may keep.
        @WithDefault("500")
        int most();
    }
}
