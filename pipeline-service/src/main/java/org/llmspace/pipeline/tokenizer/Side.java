package org.llmspace.pipeline.tokenizer;

/// The end of a sequence at which padding is added or tokens are cut.
public enum Side {
    LEFT,
    RIGHT
}
