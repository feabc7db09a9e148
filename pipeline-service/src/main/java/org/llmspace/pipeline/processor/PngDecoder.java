package org.llmspace.pipeline.processor;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// PNG: all color types and depths, interlaced or not. Transparency is left out, as converting to RGB does in Python.
final class PngDecoder implements ImageDecoder.Packed {

    private static final int IHDR = 0x49484452;
    private static final int PLTE = 0x504c5445;
    private static final int IDAT = 0x49444154;
    private static final int IEND = 0x49454e44;
    private static final int EXIF = 0x65584966;
    private static final int GRAY = 0;
    private static final int PALETTE = 3;
    /// First column and line of each pass of an interlaced image, and the steps between those that follow.
    private static final int[][] PASSES = { { 0, 0, 8, 8 }, { 4, 0, 8, 8 }, { 0, 4, 4, 8 }, { 2, 0, 4, 4 }, { 0, 2, 2, 4 },
            { 1, 0, 2, 2 }, { 0, 1, 1, 2 } };
    private static final int[][] ONE_PASS = { { 0, 0, 1, 1 } };

    private final int width;
    private final int height;
    private final int depth;
    private final int colorType;
    private final boolean interlaced;
    private final ByteArrayOutputStream packed = new ByteArrayOutputStream();
    private byte[] palette = {};
    private int orientation = 1;

    PngDecoder(byte[] file) {
        ByteBuffer chunks = ByteBuffer.wrap(file).position(8);
        int length = chunks.getInt(8);
        if (chunks.getInt(12) != IHDR || length != 13) {
            throw new ProcessorException("The PNG image has no header; send it again");
        }
        this.width = chunks.getInt(16);
        this.height = chunks.getInt(20);
        this.depth = file[24];
        this.colorType = file[25];
        this.interlaced = file[28] == 1;
        boolean depthFits = switch (colorType) {
            case GRAY -> depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;
            case PALETTE -> depth == 1 || depth == 2 || depth == 4 || depth == 8;
            case 2, 4, 6 -> depth == 8 || depth == 16;
            default -> false;
        };
        if (!depthFits) {
            throw new ProcessorException("The PNG image has a color type that there is not; send it again");
        }
        readChunks(file);
    }

    private void readChunks(byte[] file) {
        ByteBuffer chunks = ByteBuffer.wrap(file);
        int at = 8;
        int type = IHDR;
        while (type != IEND && at + 8 <= file.length) {
            int length = chunks.getInt(at);
            type = chunks.getInt(at + 4);
            if (length < 0 || length > file.length - at - 8) {
                throw new IndexOutOfBoundsException("a chunk of %d bytes".formatted(length));
            }
            switch (type) {
                case PLTE -> palette = Arrays.copyOfRange(file, at + 8, at + 8 + length);
                case IDAT -> packed.write(file, at + 8, length);
                case EXIF -> orientation = Exif.orientation(chunks.slice(at + 8, length));
                default -> {
                    // says nothing about the pixels
                }
            }
            at += 12 + length;
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
        byte[] pixels = new byte[3 * width * height];
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(packed.toByteArray());
            for (int[] pass : interlaced ? PASSES : ONE_PASS) {
                unpack(inflater, pass, pixels);
            }
        } catch (DataFormatException e) {
            throw new ProcessorException("The PNG image is damaged; send it again");
        } finally {
            inflater.end();
        }
        return new RgbImage(width, height, pixels).upright(orientation);
    }

    private void unpack(Inflater inflater, int[] pass, byte[] pixels) throws DataFormatException {
        int columns = (width - pass[0] + pass[2] - 1) / pass[2];
        int lines = (height - pass[1] + pass[3] - 1) / pass[3];
        int bits = depth * channels();
        int pixelBytes = Math.max(1, bits / 8);
        byte[] line = new byte[(columns * bits + 7) / 8];
        byte[] above = new byte[line.length];
        for (int i = 0; i < lines && columns > 0; i++) {
            byte[] filter = read(inflater, new byte[1]);
            read(inflater, line);
            unfilter(filter[0], line, above, pixelBytes);
            for (int x = 0; x < columns; x++) {
                color(line, x, pixels, 3 * ((pass[1] + i * pass[3]) * width + pass[0] + x * pass[2]));
            }
            byte[] free = above;
            above = line;
            line = free;
        }
    }

    private int channels() {
        return switch (colorType) {
            case GRAY, PALETTE -> 1;
            case 4 -> 2;
            case 2 -> 3;
            default -> 4;
        };
    }

    private static byte[] read(Inflater inflater, byte[] to) throws DataFormatException {
        int at = 0;
        while (at < to.length) {
            int count = inflater.inflate(to, at, to.length - at);
            if (count == 0) {
                throw new IndexOutOfBoundsException("the pixels end early");
            }
            at += count;
        }
        return to;
    }

    private static void unfilter(int filter, byte[] line, byte[] above, int step) {
        for (int i = 0; i < line.length; i++) {
            int left = i < step ? 0 : line[i - step] & 0xff;
            int up = above[i] & 0xff;
            int corner = i < step ? 0 : above[i - step] & 0xff;
            line[i] += (byte) switch (filter) {
                case 0 -> 0;
                case 1 -> left;
                case 2 -> up;
                case 3 -> (left + up) / 2;
                case 4 -> nearest(left, up, corner);
                default -> throw new IndexOutOfBoundsException("there is no filter " + filter);
            };
        }
    }

    private static int nearest(int left, int up, int corner) {
        int toLeft = Math.abs(up - corner);
        int toUp = Math.abs(left - corner);
        int toCorner = Math.abs(left + up - 2 * corner);
        if (toLeft <= toUp && toLeft <= toCorner) {
            return left;
        }
        return toUp <= toCorner ? up : corner;
    }

    private void color(byte[] line, int x, byte[] pixels, int to) {
        if (colorType == PALETTE) {
            System.arraycopy(palette, 3 * sample(line, x), pixels, to, 3);
        } else if (channels() < 3) {
            int gray = depth < 8 ? sample(line, x) * 255 / ((1 << depth) - 1) : line[x * channels() * depth / 8];
            Arrays.fill(pixels, to, to + 3, (byte) gray);
        } else {
            int bytes = depth / 8;
            for (int i = 0; i < 3; i++) {
                pixels[to + i] = line[(x * channels() + i) * bytes];
            }
        }
    }

    /// A number of fewer than 8 bits, or of 8.
    private int sample(byte[] line, int x) {
        int bit = x * depth;
        return (line[bit / 8] & 0xff) >> (8 - depth - bit % 8) & (1 << depth) - 1;
    }
}
