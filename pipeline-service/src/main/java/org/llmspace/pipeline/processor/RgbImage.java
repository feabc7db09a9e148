package org.llmspace.pipeline.processor;

/// An image in memory.
///
/// @param pixels red, green and blue of each pixel, line by line from the top
public record RgbImage(int width, int height, byte[] pixels) {

    public RgbImage {
        if (pixels.length != 3 * width * height) {
            throw new IllegalArgumentException("%d bytes are no %d x %d pixels".formatted(pixels.length, width, height));
        }
    }

    /// Turned upright.
    ///
    /// @param orientation as in Exif: 1 is upright, 2 to 8 are mirrored or turned
    RgbImage upright(int orientation) {
        if (orientation < 2 || orientation > 8) {
            return this;
        }
        boolean turned = orientation >= 5;
        int w = turned ? height : width;
        int h = turned ? width : height;
        byte[] result = new byte[pixels.length];
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < w; x++) {
                System.arraycopy(pixels, 3 * source(orientation, x, y), result, 3 * (y * w + x), 3);
            }
        }
        return new RgbImage(w, h, result);
    }

    private int source(int orientation, int x, int y) {
        int right = width - 1;
        int bottom = height - 1;
        return switch (orientation) {
            case 2 -> y * width + right - x;
            case 3 -> (bottom - y) * width + right - x;
            case 4 -> (bottom - y) * width + x;
            case 5 -> x * width + y;
            case 6 -> (bottom - x) * width + y;
            case 7 -> (bottom - x) * width + right - y;
            default -> x * width + right - y;
        };
    }
}
