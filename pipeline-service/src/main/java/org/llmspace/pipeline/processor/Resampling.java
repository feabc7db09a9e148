package org.llmspace.pipeline.processor;

import java.util.function.DoubleUnaryOperator;

/// How an image is made smaller or larger, by Pillow's filters and with its rounding: each new pixel is a weighted sum of
/// all old ones under it.
enum Resampling {

    NEAREST(0, x -> 0),
    LANCZOS(3, x -> Math.abs(x) < 3 ? sinc(x) * sinc(x / 3) : 0),
    BILINEAR(1, x -> Math.max(0, 1 - Math.abs(x))),
    BICUBIC(2, Resampling::cubic),
    BOX(0.5, x -> x > -0.5 && x <= 0.5 ? 1 : 0),
    HAMMING(1, x -> Math.abs(x) < 1 ? sinc(x) * (0.54 + 0.46 * Math.cos(Math.PI * x)) : 0);

    private static final int PRECISION = 22;

    /// Which old pixels make a new one, and how much each counts.
    private record Window(int start, int[] weights) {
    }

    private final double support;
    private final DoubleUnaryOperator filter;

    Resampling(double support, DoubleUnaryOperator filter) {
        this.support = support;
        this.filter = filter;
    }

    /// @param number Pillow's number for it, as in `preprocessor_config.json`
    static Resampling of(int number) {
        if (number < 0 || number >= values().length) {
            throw new ProcessorException("The model's preprocessor_config.json has 'resample' %d; use 0 to 5".formatted(
                    number));
        }
        return values()[number];
    }

    RgbImage resize(RgbImage image, int width, int height) {
        if (this == NEAREST) {
            return nearest(image, width, height);
        }
        RgbImage narrow = width == image.width() ? image : horizontal(image, width);
        return height == image.height() ? narrow : vertical(narrow, height);
    }

    private static RgbImage nearest(RgbImage image, int width, int height) {
        byte[] pixels = new byte[3 * width * height];
        for (int y = 0; y < height; y++) {
            int fromY = (int) ((y + 0.5) * image.height() / height);
            for (int x = 0; x < width; x++) {
                int fromX = (int) ((x + 0.5) * image.width() / width);
                System.arraycopy(image.pixels(), 3 * (fromY * image.width() + fromX), pixels, 3 * (y * width + x), 3);
            }
        }
        return new RgbImage(width, height, pixels);
    }

    private RgbImage horizontal(RgbImage image, int width) {
        Window[] windows = windows(image.width(), width);
        byte[] pixels = new byte[3 * width * image.height()];
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < width; x++) {
                int from = 3 * (y * image.width() + windows[x].start());
                sum(image.pixels(), from, 3, windows[x].weights(), pixels, 3 * (y * width + x));
            }
        }
        return new RgbImage(width, image.height(), pixels);
    }

    private RgbImage vertical(RgbImage image, int height) {
        Window[] windows = windows(image.height(), height);
        int width = image.width();
        byte[] pixels = new byte[3 * width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int from = 3 * (windows[y].start() * width + x);
                sum(image.pixels(), from, 3 * width, windows[y].weights(), pixels, 3 * (y * width + x));
            }
        }
        return new RgbImage(width, height, pixels);
    }

    private static void sum(byte[] from, int offset, int step, int[] weights, byte[] to, int at) {
        for (int c = 0; c < 3; c++) {
            int sum = 1 << PRECISION - 1;
            for (int i = 0; i < weights.length; i++) {
                sum += (from[offset + i * step + c] & 0xff) * weights[i];
            }
            to[at + c] = (byte) Math.clamp(sum >> PRECISION, 0, 255);
        }
    }

    private Window[] windows(int from, int to) {
        double scale = (double) from / to;
        double stretch = Math.max(scale, 1);
        double reach = support * stretch;
        Window[] windows = new Window[to];
        for (int i = 0; i < to; i++) {
            double center = (i + 0.5) * scale;
            int start = Math.max(0, (int) (center - reach + 0.5));
            int end = Math.min(from, (int) (center + reach + 0.5));
            double[] weights = new double[end - start];
            double sum = 0;
            for (int j = 0; j < weights.length; j++) {
                weights[j] = filter.applyAsDouble((start + j - center + 0.5) * (1 / stretch));
                sum += weights[j];
            }
            windows[i] = new Window(start, whole(weights, sum));
        }
        return windows;
    }

    private static int[] whole(double[] weights, double sum) {
        int[] whole = new int[weights.length];
        for (int i = 0; i < whole.length; i++) {
            double share = (sum == 0 ? weights[i] : weights[i] / sum) * (1 << PRECISION);
            whole[i] = (int) (share < 0 ? share - 0.5 : share + 0.5);
        }
        return whole;
    }

    private static double sinc(double x) {
        return x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    }

    private static double cubic(double at) {
        double x = Math.abs(at);
        if (x < 1) {
            return (1.5 * x - 2.5) * x * x + 1;
        }
        return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
    }
}
