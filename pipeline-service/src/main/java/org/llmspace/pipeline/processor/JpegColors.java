package org.llmspace.pipeline.processor;

/// The colors of a JPEG image as red, green and blue.
final class JpegColors {

    private static final int HALF = 1 << 15;

    private final byte[][] planes;
    private final int adobeTransform;
    private final boolean named;

    /// @param adobeTransform what Adobe's programs say: 0 as they are, 1 brightness and colors, 2 the same with black; -1
    ///        if nothing is said
    /// @param named whether the first plane is called R
    JpegColors(byte[][] planes, int adobeTransform, boolean named) {
        this.planes = planes;
        this.adobeTransform = adobeTransform;
        this.named = named;
    }

    RgbImage rgb(int width, int height) {
        byte[] pixels = new byte[3 * width * height];
        boolean brightness = planes.length == 3 ? adobeTransform != 0 && !named : adobeTransform == 2;
        for (int i = 0; i < width * height; i++) {
            if (planes.length == 1) {
                put(pixels, i, at(0, i), at(0, i), at(0, i));
            } else if (brightness) {
                convert(pixels, i);
            } else {
                put(pixels, i, at(0, i), at(1, i), at(2, i));
            }
            if (planes.length == 4) {
                inked(pixels, i, brightness);
            }
        }
        return new RgbImage(width, height, pixels);
    }

    private void convert(byte[] pixels, int i) {
        int y = at(0, i);
        int blue = at(1, i) - 128;
        int red = at(2, i) - 128;
        put(pixels, i, Math.clamp(y + (91881 * red + HALF >> 16), 0, 255),
                Math.clamp(y + (-22554 * blue - 46802 * red + HALF >> 16), 0, 255),
                Math.clamp(y + (116130 * blue + HALF >> 16), 0, 255));
    }

    /// Ink on paper: what Adobe's programs write is the paper that shows through, others write the ink.
    private void inked(byte[] pixels, int i, boolean brightness) {
        boolean paper = adobeTransform >= 0;
        int light = paper ? at(3, i) : 255 - at(3, i);
        for (int c = 0; c < 3; c++) {
            int value = pixels[3 * i + c] & 0xff;
            boolean isInk = paper == brightness;
            int ink = isInk ? value : 255 - value;
            int product = ink * light + 128;
            pixels[3 * i + c] = (byte) Math.clamp(light - (product + (product >> 8) >> 8), 0, 255);
        }
    }

    private static void put(byte[] pixels, int i, int red, int green, int blue) {
        pixels[3 * i] = (byte) red;
        pixels[3 * i + 1] = (byte) green;
        pixels[3 * i + 2] = (byte) blue;
    }

    private int at(int plane, int i) {
        return planes[plane][i] & 0xff;
    }
}
