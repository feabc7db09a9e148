package org.llmspace.pipeline.processor;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/// JPEG: baseline and progressive, in gray, color and CMYK. Its whole-number arithmetic is that of the customary library,
/// so that models see the pixels which they see in Python.
final class JpegDecoder implements ImageDecoder.Packed {

    private static final int SOF_BASELINE = 0xc0;
    private static final int SOF_EXTENDED = 0xc1;
    private static final int SOF_PROGRESSIVE = 0xc2;
    private static final int DHT = 0xc4;
    private static final int SOI = 0xd8;
    private static final int EOI = 0xd9;
    private static final int SOS = 0xda;
    private static final int DQT = 0xdb;
    private static final int DRI = 0xdd;
    private static final int APP1 = 0xe1;
    private static final int APP14 = 0xee;
    /// Where the numbers of a block stand, in the order of the file.
    static final int[] ZIGZAG = { 0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34,
            27, 20, 13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45,
            38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63 };

    private final byte[] file;
    private final int[][] quantization = new int[4][];
    private final @Nullable JpegHuffman[] dc = new JpegHuffman[4];
    private final @Nullable JpegHuffman[] ac = new JpegHuffman[4];
    private JpegComponent[] components = {};
    private int width;
    private int height;
    private boolean progressive;
    private int restartInterval;
    private int adobeTransform = -1;
    private int orientation = 1;
    private int at = 2;

    JpegDecoder(byte[] file) {
        this.file = file;
        while (components.length == 0) {
            segment();
        }
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
        for (JpegComponent component : components) {
            component.allocate();
        }
        boolean more = true;
        while (more) {
            more = segment();
        }
        byte[][] planes = new byte[components.length][];
        for (int i = 0; i < planes.length; i++) {
            planes[i] = components[i].plane(width, height);
        }
        return new JpegColors(planes, adobeTransform, components[0].id() == 'R').rgb(width, height)
                .upright(orientation);
    }

    /// Reads what follows the next marker.
    ///
    /// @return whether there is more
    private boolean segment() {
        while (unsigned(at) != 0xff || unsigned(at + 1) == 0 || unsigned(at + 1) == 0xff) {
            at++; // padding
        }
        int marker = unsigned(at + 1);
        at += 2;
        if (marker == EOI) {
            return false;
        }
        if (marker == SOI || marker >= 0xd0 && marker <= 0xd7) {
            return true;
        }
        int from = at + 2;
        int to = at + number(at);
        at = to;
        switch (marker) {
            case SOF_BASELINE, SOF_EXTENDED, SOF_PROGRESSIVE -> frame(from, marker == SOF_PROGRESSIVE);
            case DHT -> huffmanTables(from, to);
            case DQT -> quantizationTables(from, to);
            case DRI -> restartInterval = number(from);
            case APP1 -> exif(from, to);
            case APP14 -> adobe(from, to);
            case SOS -> at = scan(from);
            default -> {
                if (marker > SOF_PROGRESSIVE && marker < 0xd0 && marker != 0xc8 && marker != 0xcc) {
                    throw new ProcessorException(
                            "The JPEG image is lossless, hierarchical or arithmetic coded; send a usual JPEG or a PNG");
                }
            }
        }
        return true;
    }

    private void frame(int from, boolean isProgressive) {
        if (components.length > 0) {
            throw new IndexOutOfBoundsException("a second frame");
        }
        if (unsigned(from) != 8) {
            throw new ProcessorException("The JPEG image has %d bits for each color; send one with 8".formatted(
                    unsigned(from)));
        }
        progressive = isProgressive;
        height = number(from + 1);
        width = number(from + 3);
        int count = unsigned(from + 5);
        if (count != 1 && count != 3 && count != 4) {
            throw new ProcessorException("The JPEG image has %d colors; send a gray or colored one".formatted(count));
        }
        JpegComponent[] found = new JpegComponent[count];
        int columns = 1;
        int lines = 1;
        for (int i = 0; i < count; i++) {
            int entry = from + 6 + 3 * i;
            found[i] = new JpegComponent(unsigned(entry), unsigned(entry + 1) >> 4, unsigned(entry + 1) & 15,
                    unsigned(entry + 2) & 3);
            columns = Math.max(columns, found[i].columns());
            lines = Math.max(lines, found[i].lines());
        }
        for (JpegComponent component : found) {
            component.measure(width, height, columns, lines, isProgressive);
        }
        components = found;
    }

    private void huffmanTables(int from, int to) {
        int table = from;
        while (table < to) {
            int[] lengths = new int[17];
            int count = 0;
            for (int i = 1; i <= 16; i++) {
                lengths[i] = unsigned(table + i);
                count += lengths[i];
            }
            byte[] symbols = Arrays.copyOfRange(file, table + 17, table + 17 + count);
            int kind = unsigned(table);
            (kind < 16 ? dc : ac)[kind & 3] = new JpegHuffman(lengths, symbols);
            table += 17 + count;
        }
    }

    private void quantizationTables(int from, int to) {
        int table = from;
        while (table < to) {
            int kind = unsigned(table++);
            boolean wide = kind >= 16;
            int[] steps = new int[64];
            for (int i = 0; i < 64; i++) {
                steps[ZIGZAG[i]] = wide ? number(table + 2 * i) : unsigned(table + i);
            }
            quantization[kind & 3] = steps;
            table += wide ? 128 : 64;
        }
    }

    private void exif(int from, int to) {
        if (to - from > 14 && new String(file, from, 4, StandardCharsets.ISO_8859_1).equals("Exif")) {
            orientation = Exif.orientation(ByteBuffer.wrap(file, from + 6, to - from - 6).slice());
        }
    }

    private void adobe(int from, int to) {
        if (to - from >= 12 && new String(file, from, 5, StandardCharsets.ISO_8859_1).equals("Adobe")) {
            adobeTransform = unsigned(from + 11);
        }
    }

    private int scan(int from) {
        JpegComponent[] scanned = new JpegComponent[unsigned(from)];
        if (scanned.length == 0 || components.length == 0) {
            throw new IndexOutOfBoundsException("a scan of nothing");
        }
        for (int i = 0; i < scanned.length; i++) {
            int id = unsigned(from + 1 + 2 * i);
            int tables = unsigned(from + 2 + 2 * i);
            scanned[i] = Arrays.stream(components).filter(component -> component.id() == id).findFirst()
                    .orElseThrow(IndexOutOfBoundsException::new);
            scanned[i].use(dc[tables >> 4 & 3], ac[tables & 3], quantization);
        }
        int end = from + 1 + 2 * scanned.length;
        int bits = unsigned(end + 2);
        var spectrum = new JpegScan.Spectrum(unsigned(end), Math.min(unsigned(end + 1), 63), bits >> 4, bits & 15);
        return new JpegScan(new JpegBits(file, end + 3), scanned, progressive, spectrum).run(restartInterval);
    }

    private int unsigned(int index) {
        return file[index] & 0xff;
    }

    private int number(int index) {
        return unsigned(index) << 8 | unsigned(index + 1);
    }
}
