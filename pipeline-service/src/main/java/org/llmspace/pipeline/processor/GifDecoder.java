package org.llmspace.pipeline.processor;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The first picture of a GIF.
final class GifDecoder implements ImageDecoder.Packed {

    private static final int MAX_CODES = 4096;
    private static final int[] FIRST_LINES = { 0, 4, 2, 1 };
    private static final int[] LINE_STEPS = { 8, 8, 4, 2 };

    private final ByteBuffer file;
    private final int width;
    private final int height;

    GifDecoder(byte[] file) {
        this.file = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        this.width = this.file.getShort(6) & 0xffff;
        this.height = this.file.getShort(8) & 0xffff;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public int height() {
        return height;
    }

    @Override
    public RgbImage unpack() {
        int flags = file.get(10) & 0xff;
        int palette = 13;
        int at = palette + paletteBytes(flags);
        while (at(at) == '!') {
            at = afterBlocks(at + 2);
        }
        if (at(at) != ',') {
            throw new ProcessorException("The GIF image has no picture; send another one");
        }
        int own = at(at + 9);
        if ((own & 0x80) != 0) {
            palette = at + 10;
        }
        int data = at + 10 + paletteBytes(own);
        long count = (long) number(at + 5) * number(at + 7);
        if (count > ImageDecoder.MAX_PIXELS || at(data) > 8) {
            throw new IndexOutOfBoundsException("a picture of %d pixels".formatted(count));
        }
        byte[] indices = indices(at(data), blocks(data + 1), (int) count);
        byte[] pixels = new byte[3 * width * height];
        paint(at, indices, palette, pixels);
        return new RgbImage(width, height, pixels);
    }

    private void paint(int picture, byte[] indices, int palette, byte[] pixels) {
        int left = number(picture + 1);
        int top = number(picture + 3);
        int columns = number(picture + 5);
        int lines = number(picture + 7);
        boolean interlaced = (at(picture + 9) & 0x40) != 0;
        int[] order = order(lines, interlaced);
        for (int i = 0; i < indices.length; i++) {
            int x = left + i % columns;
            int y = top + order[i / columns];
            if (x < width && y < height) {
                for (int c = 0; c < 3; c++) {
                    pixels[3 * (y * width + x) + c] = file.get(palette + 3 * (indices[i] & 0xff) + c);
                }
            }
        }
    }

    private static int[] order(int lines, boolean interlaced) {
        int[] order = new int[lines];
        int at = 0;
        for (int pass = 0; pass < (interlaced ? FIRST_LINES.length : 1); pass++) {
            int step = interlaced ? LINE_STEPS[pass] : 1;
            for (int line = FIRST_LINES[pass]; line < lines; line += step) {
                order[at++] = line;
            }
        }
        return order;
    }

    private static int paletteBytes(int flags) {
        return (flags & 0x80) == 0 ? 0 : 3 << (flags & 7) + 1;
    }

    private int at(int index) {
        return file.get(index) & 0xff;
    }

    private int number(int index) {
        return file.getShort(index) & 0xffff;
    }

    private int afterBlocks(int index) {
        int at = index;
        while (at(at) != 0) {
            at += 1 + at(at);
        }
        return at + 1;
    }

    private byte[] blocks(int index) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (int at = index; at(at) != 0; at += 1 + at(at)) {
            byte[] block = new byte[at(at)];
            file.get(at + 1, block);
            joined.writeBytes(block);
        }
        return joined.toByteArray();
    }

    /// Unpacks: each code stands for the pixels of an earlier code and one more.
    private static byte[] indices(int literalBits, byte[] packed, int count) {
        int clear = 1 << literalBits;
        int[] before = new int[MAX_CODES];
        byte[] last = new byte[MAX_CODES];
        byte[] reversed = new byte[MAX_CODES];
        byte[] result = new byte[count];
        int size = clear + 2;
        int previous = -1;
        byte first = 0;
        int bit = 0;
        int at = 0;
        while (at < count) {
            int bits = Math.min(12, 32 - Integer.numberOfLeadingZeros(Math.min(size, MAX_CODES - 1)));
            int code = code(packed, bit, bits);
            bit += bits;
            if (code == clear) {
                size = clear + 2;
                previous = -1;
                continue;
            }
            if (code == clear + 1 || code > size || previous < 0 && code >= clear) {
                throw new IndexOutOfBoundsException("the pixels end early");
            }
            int length = 0;
            int follow = code;
            if (code == size) { // the code that this very step makes
                reversed[length++] = first;
                follow = previous;
            }
            while (follow >= clear) {
                reversed[length++] = last[follow];
                follow = before[follow];
            }
            first = (byte) follow;
            reversed[length++] = first;
            if (previous >= 0 && size < MAX_CODES) {
                before[size] = previous;
                last[size] = first;
                size++;
            }
            previous = code;
            while (length > 0 && at < count) {
                result[at++] = reversed[--length];
            }
        }
        return result;
    }

    private static int code(byte[] packed, int bit, int bits) {
        int code = 0;
        for (int i = 0; i < bits; i++) {
            code |= (packed[(bit + i) / 8] >> (bit + i) % 8 & 1) << i;
        }
        return code;
    }
}
