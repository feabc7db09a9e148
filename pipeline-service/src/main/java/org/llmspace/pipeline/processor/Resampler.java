package org.llmspace.pipeline.processor;

/// Changes how many samples a second has, with a windowed sinc filter.
public final class Resampler {

    private static final int ZERO_CROSSINGS = 6;
    private static final double ROLLOFF = 0.99;

    private Resampler() {
    }

    public static Recording to(int samplingRate, Recording recording) {
        if (recording.samplingRate() == samplingRate) {
            return recording;
        }
        int common = gcd(recording.samplingRate(), samplingRate);
        int from = recording.samplingRate() / common;
        int to = samplingRate / common;
        double cutoff = Math.min(from, to) * ROLLOFF;
        int width = (int) Math.ceil(ZERO_CROSSINGS * from / cutoff);
        double[][] kernels = kernels(from, to, cutoff, width);
        float[] samples = recording.samples();
        float[] result = new float[Math.toIntExact(((long) samples.length * to + from - 1) / from)];
        for (int i = 0; i < result.length; i++) {
            double[] kernel = kernels[i % to];
            int start = Math.toIntExact((long) (i / to) * from - width);
            double sum = 0;
            for (int k = Math.max(0, -start); k < kernel.length && start + k < samples.length; k++) {
                sum += samples[start + k] * kernel[k];
            }
            result[i] = (float) sum;
        }
        return new Recording(result, samplingRate);
    }

    /// One filter for each place that a new sample can have between old ones.
    private static double[][] kernels(int from, int to, double cutoff, int width) {
        double[][] kernels = new double[to][2 * width + from];
        for (int phase = 0; phase < to; phase++) {
            for (int k = 0; k < kernels[phase].length; k++) {
                double time = ((double) (k - width) / from - (double) phase / to) * cutoff;
                double clamped = Math.clamp(time, -ZERO_CROSSINGS, ZERO_CROSSINGS);
                double window = Math.pow(Math.cos(clamped * Math.PI / ZERO_CROSSINGS / 2), 2);
                double angle = clamped * Math.PI;
                kernels[phase][k] = (angle == 0 ? 1 : Math.sin(angle) / angle) * window * cutoff / from;
            }
        }
        return kernels;
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
