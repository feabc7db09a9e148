package org.llmspace.pipeline.model;

import java.util.List;

import org.jspecify.annotations.Nullable;

/// A model in the list of those that can be used.
///
/// @param tasks what it is made for, by the Hub's names
/// @param backend what runs it
/// @param sizeBytes what its files take; null if not known
/// @param downloadedBytes how much of that is there while it is downloaded; null otherwise
public record ModelEntry(String name, List<String> tasks, String backend, State state, @Nullable Long sizeBytes,
        @Nullable Long downloadedBytes) {

    /// How near the model is.
    public enum State {
        /// In memory, ready to run.
        LOADED,
        /// On its way there.
        LOADING,
        /// On this machine.
        AVAILABLE,
        /// On its way to this machine.
        DOWNLOADING,
        /// On the Hub.
        MISSING,
        /// On the Hub, which is not to be asked.
        OUT_OF_REACH
    }

    public ModelEntry {
        tasks = List.copyOf(tasks);
    }
}
