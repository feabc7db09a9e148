package org.llmspace.pipeline.processor;

/// Makes as many samples of a color as there are pixels. Between two samples it goes three quarters of the way to the
/// nearer one, as the customary library does.
final class JpegUpsampling {

    private final byte[] samples;
    private final int stride;
    private final int width;
    private final int height;

    /// @param width samples in a line that belong to the image
    JpegUpsampling(byte[] samples, int stride, int width, int height) {
        this.samples = samples;
        this.stride = stride;
        this.width = width;
        this.height = height;
    }

    /// @param horizontal how many pixels share a sample in a line
    /// @param vertical how many lines share samples
    byte[] to(int imageWidth, int imageHeight, int horizontal, int vertical) {
        byte[] plane = new byte[imageWidth * imageHeight];
        boolean smoothX = horizontal == 2 && vertical <= 2 && width > 2;
        boolean smoothY = vertical == 2 && (smoothX || horizontal == 1);
        int[] mixed = new int[width];
        for (int y = 0; y < imageHeight; y++) {
            int line = y / vertical;
            boolean lower = y % 2 == 1;
            int other = Math.clamp(lower ? line + 1 : line - 1, 0, height - 1);
            for (int x = 0; x < width; x++) {
                mixed[x] = smoothY ? 3 * at(line, x) + at(other, x) : at(line, x);
            }
            if (smoothX) {
                widen(mixed, plane, y * imageWidth, imageWidth, smoothY);
            } else {
                for (int x = 0; x < imageWidth; x++) {
                    int value = mixed[x / horizontal];
                    plane[y * imageWidth + x] = (byte) (smoothY ? value + (lower ? 2 : 1) >> 2 : value);
                }
            }
        }
        return plane;
    }

    private static void widen(int[] line, byte[] to, int offset, int count, boolean mixed) {
        int shift = mixed ? 4 : 2;
        int left = mixed ? 8 : 1;
        int right = mixed ? 7 : 2;
        for (int x = 0; x < count; x++) {
            int at = x / 2;
            int neighbour = x % 2 == 0 ? at - 1 : at + 1;
            boolean edge = neighbour < 0 || neighbour >= line.length;
            int value = 3 * line[at] + line[edge ? at : neighbour];
            to[offset + x] = (byte) (value + (x % 2 == 0 ? left : right) >> shift);
        }
    }

    private int at(int line, int x) {
        return samples[line * stride + x] & 0xff;
    }
}
