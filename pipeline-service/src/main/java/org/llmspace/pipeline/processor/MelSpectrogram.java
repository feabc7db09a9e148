package org.llmspace.pipeline.processor;

import java.util.Arrays;

import org.llmspace.pipeline.tensor.FloatTensor;

import com.fasterxml.jackson.databind.JsonNode;

/// What Whisper hears: for each hundredth of a second how loud each of some bands is, spaced as the ear hears them, in
/// logarithms, as `WhisperFeatureExtractor` computes it.
public final class MelSpectrogram {

    private static final double BREAK_HERTZ = 1000;
    private static final double BREAK_MEL = 15;
    private static final double LOG_STEP = Math.log(6.4) / 27;

    private final int samplingRate;
    private final int window;
    private final int hop;
    private final int bands;
    private final int samples;

    /// @param config the content of `preprocessor_config.json`
    public MelSpectrogram(JsonNode config) {
        this.samplingRate = config.path("sampling_rate").asInt(16_000);
        this.window = config.path("n_fft").asInt(400);
        this.hop = config.path("hop_length").asInt(160);
        this.bands = config.path("feature_size").asInt(80);
        this.samples = config.path("n_samples").asInt(config.path("chunk_length").asInt(30) * samplingRate);
        boolean usable = samplingRate >= 1_000 && samplingRate <= 200_000 && window >= 16 && window <= 8192 && hop >= 1
                && bands >= 1 && bands <= 512 && samples > window && samples <= 100_000_000;
        if (!usable) {
            throw new ProcessorException("The model's preprocessor_config.json is none of Whisper's; get it again");
        }
    }

    public int samplingRate() {
        return samplingRate;
    }

    /// The longest recording that is heard at once.
    public int maxSamples() {
        return samples;
    }

    /// @param recording samples, of which those after [#maxSamples()] are left out
    /// @return of shape `[1, bands, frames]`
    public FloatTensor features(float[] recording) {
        float[] padded = Arrays.copyOf(recording, samples);
        int frames = samples / hop;
        int heard = Math.min(frames, (recording.length + window) / hop + 1);
        double[][] filters = filters();
        double[] hann = new double[window];
        for (int i = 0; i < window; i++) {
            hann[i] = 0.5 - 0.5 * Math.cos(2 * Math.PI * i / window);
        }
        Fourier fourier = new Fourier(window);
        float[] values = new float[bands * frames];
        float silence = (float) Math.log10(1e-10);
        Arrays.fill(values, silence);
        for (int frame = 0; frame < heard; frame++) {
            double[] power = fourier.power(windowed(padded, frame * hop - window / 2, hann));
            for (int band = 0; band < bands; band++) {
                double sum = 0;
                for (int i = 0; i < power.length; i++) {
                    sum += filters[band][i] * power[i];
                }
                values[band * frames + frame] = (float) Math.log10(Math.max(sum, 1e-10));
            }
        }
        return new FloatTensor(scaled(values), 1, bands, frames);
    }

    private static double[] windowed(float[] samples, int start, double[] hann) {
        double[] part = new double[hann.length];
        int last = samples.length - 1;
        for (int i = 0; i < part.length; i++) {
            int at = Math.abs(start + i); // what comes before the beginning mirrors what comes after it
            part[i] = samples[at > last ? 2 * last - at : at] * hann[i];
        }
        return part;
    }

    private static float[] scaled(float[] values) {
        float max = Float.NEGATIVE_INFINITY;
        for (float value : values) {
            max = Math.max(max, value);
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = (Math.max(values[i], max - 8) + 4) / 4;
        }
        return values;
    }

    /// For each band how much each frequency counts: triangles of the same area.
    private double[][] filters() {
        double[] edges = new double[bands + 2];
        double top = mel(samplingRate / 2.0);
        for (int i = 0; i < edges.length; i++) {
            edges[i] = hertz(top * i / (edges.length - 1));
        }
        double[][] filters = new double[bands][window / 2 + 1];
        for (int band = 0; band < bands; band++) {
            for (int i = 0; i < filters[band].length; i++) {
                double frequency = samplingRate / 2.0 * i / (filters[band].length - 1);
                double rising = (frequency - edges[band]) / (edges[band + 1] - edges[band]);
                double falling = (edges[band + 2] - frequency) / (edges[band + 2] - edges[band + 1]);
                filters[band][i] = Math.max(0, Math.min(rising, falling)) * 2 / (edges[band + 2] - edges[band]);
            }
        }
        return filters;
    }

    private static double mel(double hertz) {
        return hertz < BREAK_HERTZ ? 3 * hertz / 200 : BREAK_MEL + Math.log(hertz / BREAK_HERTZ) / LOG_STEP;
    }

    private static double hertz(double mel) {
        return mel < BREAK_MEL ? 200 * mel / 3 : BREAK_HERTZ * Math.exp(LOG_STEP * (mel - BREAK_MEL));
    }
}
