package org.llmspace.pipeline.tokenizer;

/// How an input that is too long is cut; special tokens are added after the cut, so none is lost.
///
/// @param maxLength tokens in all, special tokens included
/// @param stride tokens that a part of [Encoding#overflowing()] repeats from the part before it
public record Truncation(int maxLength, Strategy strategy, int stride, Side direction) {

    /// Which of the two sequences of a pair gives way.
    public enum Strategy {
        LONGEST_FIRST,
        ONLY_FIRST,
        ONLY_SECOND
    }

    public Truncation {
        if (maxLength < 1) {
            throw new TokenizerException("max_length is " + maxLength + "; it must be at least 1");
        }
        if (stride < 0) {
            throw new TokenizerException("stride is " + stride + "; it must not be negative");
        }
    }

    /// Cuts the longer sequence at its end.
    public static Truncation to(int maxLength) {
        return new Truncation(maxLength, Strategy.LONGEST_FIRST, 0, Side.RIGHT);
    }

    public Truncation with(Strategy newStrategy) {
        return new Truncation(maxLength, newStrategy, stride, direction);
    }

    public Truncation withStride(int newStride) {
        return new Truncation(maxLength, strategy, newStride, direction);
    }

    public Truncation withDirection(Side newDirection) {
        return new Truncation(maxLength, strategy, stride, newDirection);
    }
}
