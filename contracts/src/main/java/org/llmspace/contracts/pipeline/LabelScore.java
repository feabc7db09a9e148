package org.llmspace.contracts.pipeline;

import static java.util.Objects.requireNonNull;

/// How sure a classifier is of a label.
///
/// @param score between 0 and 1
public record LabelScore(String label, double score) {

    public LabelScore {
        requireNonNull(label, "label");
    }
}
