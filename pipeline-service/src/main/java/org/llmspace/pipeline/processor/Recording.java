package org.llmspace.pipeline.processor;

/// Sound of one channel.
///
/// @param samples between -1 and 1
/// @param samplingRate samples per second
public record Recording(float[] samples, int samplingRate) {

    public double seconds() {
        return (double) samples.length / samplingRate;
    }
}
