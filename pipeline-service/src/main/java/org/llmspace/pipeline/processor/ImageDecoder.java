package org.llmspace.pipeline.processor;

import java.nio.charset.StandardCharsets;

/// Reads PNG, JPEG and GIF images. Plain Java: the JDK's own readers need the windowing library, which a native
/// executable in a small image has not.
public final class ImageDecoder {

    /// More pixels are refused before anything is unpacked, so that a small file cannot fill the memory.
    static final long MAX_PIXELS = 40_000_000;

    /// An image whose size is known and whose pixels are still packed.
    interface Packed {
        int width();

        int height();

        RgbImage unpack();
    }

    private ImageDecoder() {
    }

    /// @throws ProcessorException if it is no image, a damaged one, too large, or of a kind that is not read here
    public static RgbImage decode(byte[] file) {
        String kind = kind(file);
        try {
            Packed packed = switch (kind) {
                case "PNG" -> new PngDecoder(file);
                case "JPEG" -> new JpegDecoder(file);
                case "GIF" -> new GifDecoder(file);
                default -> throw new ProcessorException(
                        "This is %s; send a PNG, JPEG or GIF image".formatted(kind));
            };
            check(packed);
            return packed.unpack();
        } catch (IndexOutOfBoundsException | NegativeArraySizeException e) {
            throw new ProcessorException("The %s image is cut off or damaged; send it again".formatted(kind));
        }
    }

    private static void check(Packed image) {
        long pixels = (long) image.width() * image.height();
        if (image.width() <= 0 || image.height() <= 0) {
            throw new ProcessorException("The image has no pixels; send another one");
        }
        if (pixels > MAX_PIXELS) {
            throw new ProcessorException("The image has %d x %d pixels; send one of at most %d million".formatted(
                    image.width(), image.height(), MAX_PIXELS / 1_000_000));
        }
    }

    private static String kind(byte[] file) {
        String head = new String(file, 0, Math.min(file.length, 16), StandardCharsets.ISO_8859_1);
        if (head.startsWith("\u0089PNG\r\n\u001a\n")) {
            return "PNG";
        }
        if (head.startsWith("\u00ff\u00d8")) {
            return "JPEG";
        }
        if (head.startsWith("GIF87a") || head.startsWith("GIF89a")) {
            return "GIF";
        }
        if (head.startsWith("RIFF") && head.startsWith("WEBP", 8)) {
            return "a WebP image, which cannot be read here";
        }
        return file.length == 0 ? "an empty file" : "no image that can be read here";
    }
}
