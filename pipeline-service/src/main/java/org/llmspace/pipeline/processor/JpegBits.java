package org.llmspace.pipeline.processor;

/// The bits of a scan. After a marker there are only zeros.
final class JpegBits {

    private final byte[] file;
    private int at;
    private long buffer;
    private int count;
    private int missing;

    JpegBits(byte[] file, int at) {
        this.file = file;
        this.at = at;
    }

    int peek(int bits) {
        while (count < bits) {
            buffer = buffer << 8 | nextByte();
            count += 8;
        }
        return (int) (buffer >>> count - bits) & (1 << bits) - 1;
    }

    void skip(int bits) {
        count -= bits;
    }

    int next(int bits) {
        if (bits == 0) {
            return 0;
        }
        int value = peek(bits);
        count -= bits;
        return value;
    }

    /// A number of so many bits, of which those that begin with 0 are negative.
    int signed(int bits) {
        int value = next(bits);
        return bits > 0 && value < 1 << bits - 1 ? value - (1 << bits) + 1 : value;
    }

    private int nextByte() {
        int value = file[at] & 0xff;
        if (value == 0xff) {
            int second = file[at + 1] & 0xff;
            if (second != 0) {
                if (++missing > file.length) {
                    throw new IndexOutOfBoundsException("the scan ends early");
                }
                return 0;
            }
            at++;
        }
        at++;
        return value;
    }

    /// Goes on after the next restart marker, if there is one here.
    void restart() {
        count = 0;
        if ((file[at] & 0xff) == 0xff && (file[at + 1] & 0xf8) == 0xd0) {
            at += 2;
        }
    }

    int position() {
        return at;
    }
}
