package org.llmspace.contracts.pipeline;

import static java.util.Objects.requireNonNull;

import java.util.List;

import org.jspecify.annotations.Nullable;

/// A model that can be asked for.
///
/// @param id its name in calls
/// @param tasks what it is made for, by the Hub's names
/// @param backend what runs it: `builtin`, `onnx` or `remote`
/// @param sizeBytes what its files take; null if not known
/// @param downloadedBytes how much of that is there while it is downloaded; null otherwise
/// @param howToGet what to do to use it, for people
public record ModelDescription(String id, List<String> tasks, String backend, ModelState state,
        @Nullable Long sizeBytes, @Nullable Long downloadedBytes, String howToGet) {

    public ModelDescription {
        requireNonNull(id, "id");
        tasks = List.copyOf(tasks);
        requireNonNull(backend, "backend");
        requireNonNull(state, "state");
        requireNonNull(howToGet, "howToGet");
    }
}
