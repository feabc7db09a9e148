package org.llmspace.contracts.kafka;

import java.util.List;

/// Which replies are deltas of a text, and how several become one.
public interface DeltaRules<R> {

    /// The length of a delta in characters; -1 for a reply that is no delta.
    int length(R reply);

    /// Whether the second delta can be appended to the first without mixing two kinds of text.
    boolean joinable(R first, R second);

    /// One delta for several, in their order.
    R join(List<R> deltas);
}
