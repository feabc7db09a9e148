package org.llmspace.pipeline.tokenizer;

/// A half-open range of positions in a text, `start` inclusive and `end` exclusive.
public record Span(int start, int end) {

    public int length() {
        return end - start;
    }
}
