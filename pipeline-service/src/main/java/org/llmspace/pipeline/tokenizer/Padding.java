package org.llmspace.pipeline.tokenizer;

/// How short encodings are filled up.
///
/// @param length tokens to fill up to; 0 means the longest of the batch
/// @param multipleOf round the length up to a multiple of this; 1 leaves it
public record Padding(int length, int multipleOf, Side side) {

    public Padding {
        if (length < 0 || multipleOf < 1) {
            throw new TokenizerException("padding to length " + length + " and multiple of " + multipleOf
                    + " is impossible; use a length of at least 0 and a multiple of at least 1");
        }
    }

    /// To the longest of the batch, on the right.
    public static Padding longest() {
        return new Padding(0, 1, Side.RIGHT);
    }

    /// To a fixed length, on the right.
    public static Padding maxLength(int length) {
        return new Padding(length, 1, Side.RIGHT);
    }

    public Padding on(Side newSide) {
        return new Padding(length, multipleOf, newSide);
    }

    int target(int longest) {
        var wanted = length == 0 ? longest : length;
        return Math.ceilDiv(wanted, multipleOf) * multipleOf;
    }
}
