package org.llmspace.pipeline.processor;

/// A table of Huffman codes.
final class JpegHuffman {

    private static final int QUICK = 9;

    private final byte[] symbols;
    /// The greatest code of each length, -1 if there is none.
    private final int[] greatest = new int[17];
    /// What to add to a code of each length to get its place among the symbols.
    private final int[] offsets = new int[17];
    /// Length and symbol by the next bits, 0 where a code is longer than those.
    private final short[] quick = new short[1 << QUICK];

    JpegHuffman(int[] lengths, byte[] symbols) {
        this.symbols = symbols;
        int code = 0;
        int place = 0;
        for (int length = 1; length <= 16; length++) {
            offsets[length] = place - code;
            for (int i = 0; i < lengths[length] && length <= QUICK; i++) {
                int first = code + i << QUICK - length;
                for (int j = 0; j < 1 << QUICK - length; j++) {
                    quick[first + j] = (short) (length << 8 | symbols[place + i] & 0xff);
                }
            }
            code += lengths[length];
            place += lengths[length];
            greatest[length] = lengths[length] == 0 ? -1 : code - 1;
            code <<= 1;
        }
    }

    int next(JpegBits bits) {
        int known = quick[bits.peek(QUICK)];
        if (known != 0) {
            bits.skip(known >> 8);
            return known & 0xff;
        }
        int code = bits.next(QUICK);
        for (int length = QUICK + 1; length <= 16; length++) {
            code = code << 1 | bits.next(1);
            if (code <= greatest[length]) {
                return symbols[offsets[length] + code] & 0xff;
            }
        }
        throw new IndexOutOfBoundsException("there is no such code");
    }
}
