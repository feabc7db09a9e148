package org.llmspace.pipeline.processor;

/// The discrete Fourier transform of a fixed length, which is cut into two lengths whose product it is.
final class Fourier {

    private final int length;
    private final int rows;
    private final int columns;
    private final double[] cosines;
    private final double[] sines;

    Fourier(int length) {
        this.length = length;
        int divisor = (int) Math.sqrt(length);
        while (length % divisor != 0) {
            divisor--;
        }
        this.rows = divisor;
        this.columns = length / divisor;
        this.cosines = new double[length];
        this.sines = new double[length];
        for (int i = 0; i < length; i++) {
            cosines[i] = Math.cos(2 * Math.PI * i / length);
            sines[i] = -Math.sin(2 * Math.PI * i / length);
        }
    }

    /// The squared magnitudes of the frequencies from none to half of the length.
    double[] power(double[] signal) {
        double[] real = new double[length];
        double[] imaginary = new double[length];
        for (int row = 0; row < rows; row++) {
            for (int frequency = 0; frequency < columns; frequency++) {
                double re = 0;
                double im = 0;
                for (int column = 0; column < columns; column++) {
                    int turn = column * frequency * rows % length;
                    re += signal[column * rows + row] * cosines[turn];
                    im += signal[column * rows + row] * sines[turn];
                }
                real[row * columns + frequency] = re;
                imaginary[row * columns + frequency] = im;
            }
        }
        double[] power = new double[length / 2 + 1];
        for (int frequency = 0; frequency < power.length; frequency++) {
            double re = 0;
            double im = 0;
            for (int row = 0; row < rows; row++) {
                int part = row * columns + frequency % columns;
                int turn = row * frequency % length;
                re += real[part] * cosines[turn] - imaginary[part] * sines[turn];
                im += real[part] * sines[turn] + imaginary[part] * cosines[turn];
            }
            power[frequency] = re * re + im * im;
        }
        return power;
    }
}
