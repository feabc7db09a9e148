package org.llmspace.pipeline.processor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Writes WAV files of 16 bits, which every player reads.
public final class WavEncoder {

    private static final int HEADER_BYTES = 44;

    private WavEncoder() {
    }

    public static byte[] encode(Recording recording) {
        int bytes = 2 * recording.samples().length;
        ByteBuffer file = ByteBuffer.allocate(HEADER_BYTES + bytes).order(ByteOrder.LITTLE_ENDIAN);
        file.put(letters("RIFF")).putInt(HEADER_BYTES - 8 + bytes).put(letters("WAVE"));
        file.put(letters("fmt ")).putInt(16).putShort((short) 1).putShort((short) 1);
        file.putInt(recording.samplingRate()).putInt(2 * recording.samplingRate());
        file.putShort((short) 2).putShort((short) 16);
        file.put(letters("data")).putInt(bytes);
        for (float sample : recording.samples()) {
            file.putShort((short) Math.round(Math.clamp(sample, -1f, 1f) * Short.MAX_VALUE));
        }
        return file.array();
    }

    private static byte[] letters(String name) {
        return name.getBytes(StandardCharsets.US_ASCII);
    }
}
