package org.llmspace.pipeline.template;

/// Values that are no value.
enum Nothing {
    /// Python's `None`, JSON's `null`.
    NONE,
    /// What a name stands for that was never set.
    UNDEFINED
}
