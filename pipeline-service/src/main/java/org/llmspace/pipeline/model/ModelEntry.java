package org.llmspace.pipeline.model;

import java.util.List;

/// A model in the list of those that can be used.
///
/// @param tasks what it is made for, by the Hub's names
public record ModelEntry(String name, List<String> tasks, ModelFiles files, State state) {

    /// How near the model is.
    public enum State {
        /// In memory, ready to run.
        LOADED,
        /// On its way there.
        LOADING,
        /// On this machine.
        AVAILABLE
    }

    public ModelEntry {
        tasks = List.copyOf(tasks);
    }
}
