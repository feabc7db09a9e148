package org.llmspace.chat.provider;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Sound of one channel in numbers of 16 bits: what WAV files mostly hold, to be joined with other sound or cut into parts.
///
/// @param rate samples per second
public record Wav(short[] samples, int rate) {

    private static final int HEADER_BYTES = 44;
    private static final int ENOUGH_FOR_SPEECH = 16_000;
    private static final int PCM = 1;

    /// A part of a longer sound.
    ///
    /// @param from where it begins in the whole, in seconds
    record Part(Wav sound, double from) {
    }

    /// Several channels are mixed; empty if this is no WAV file of 16 bits.
    public static Optional<Wav> read(byte[] file) {
        String head = new String(file, 0, Math.min(file.length, 12), ISO_8859_1);
        if (!head.startsWith("RIFF") || !head.endsWith("WAVE")) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int format = -1;
        int at = 12;
        while (at >= 0 && at + 8 <= file.length) {
            String name = new String(file, at, 4, ISO_8859_1);
            int length = bytes.getInt(at + 4);
            if (name.equals("fmt ") && at + 24 <= file.length) {
                format = at + 8;
            } else if (name.equals("data")) {
                return format < 0 ? Optional.empty() : samples(bytes, format, at + 8, length);
            }
            at = length < 0 ? -1 : at + 8 + length + length % 2;
        }
        return Optional.empty();
    }

    /// @param length as the file says; one that was written while it was recorded does not know it, so all that follows counts
    private static Optional<Wav> samples(ByteBuffer file, int format, int at, int length) {
        int channels = file.getShort(format + 2);
        int rate = file.getInt(format + 4);
        if (file.getShort(format) != PCM || file.getShort(format + 14) != 16 || channels < 1 || rate < 1) {
            return Optional.empty();
        }
        int there = file.limit() - at;
        int count = (length <= 0 || length > there ? there : length) / (2 * channels);
        short[] samples = new short[count];
        for (int i = 0; i < count; i++) {
            int sum = 0;
            for (int channel = 0; channel < channels; channel++) {
                sum += file.getShort(at + 2 * (i * channels + channel));
            }
            samples[i] = (short) (sum / channels);
        }
        return Optional.of(new Wav(samples, rate));
    }

    static Wav joined(List<Wav> sounds) {
        int count = sounds.stream().mapToInt(sound -> sound.samples().length).sum();
        short[] all = new short[count];
        int at = 0;
        for (Wav sound : sounds) {
            System.arraycopy(sound.samples(), 0, all, at, sound.samples().length);
            at += sound.samples().length;
        }
        return new Wav(all, sounds.getFirst().rate());
    }

    double seconds() {
        return (double) samples.length / rate;
    }

    /// Only as many samples as speech needs: each is the mean of some.
    Wav forSpeech() {
        int factor = rate / ENOUGH_FOR_SPEECH;
        if (factor < 2) {
            return this;
        }
        short[] fewer = new short[samples.length / factor];
        for (int i = 0; i < fewer.length; i++) {
            int sum = 0;
            for (int j = 0; j < factor; j++) {
                sum += samples[i * factor + j];
            }
            fewer[i] = (short) (sum / factor);
        }
        return new Wav(fewer, rate / factor);
    }

    /// Cut where it is quietest, so that no word is cut.
    ///
    /// @param mostBytes of the file of a part
    List<Part> parts(int mostBytes) {
        int most = (mostBytes - HEADER_BYTES) / 2;
        List<Part> parts = new ArrayList<>();
        int from = 0;
        while (samples.length - from > most) {
            int to = quietest(from + most * 2 / 3, from + most);
            parts.add(part(from, to));
            from = to;
        }
        parts.add(part(from, samples.length));
        return parts;
    }

    private Part part(int from, int to) {
        return new Part(new Wav(Arrays.copyOfRange(samples, from, to), rate), (double) from / rate);
    }

    /// The middle of the quietest twentieth of a second.
    private int quietest(int from, int to) {
        int window = Math.max(1, rate / 20);
        int best = to;
        long least = Long.MAX_VALUE;
        for (int at = from; at + window <= to; at += window) {
            long loudness = 0;
            for (int i = at; i < at + window; i++) {
                loudness += Math.abs((int) samples[i]);
            }
            if (loudness <= least) {
                least = loudness;
                best = at + window / 2;
            }
        }
        return best;
    }

    /// The samples alone, as OpenAI's `pcm` has them.
    public byte[] pcm() {
        ByteBuffer bytes = ByteBuffer.allocate(2 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asShortBuffer().put(samples);
        return bytes.array();
    }

    /// The whole file.
    public byte[] file() {
        int bytes = 2 * samples.length;
        ByteBuffer file = ByteBuffer.allocate(HEADER_BYTES + bytes).order(ByteOrder.LITTLE_ENDIAN);
        file.put("RIFF".getBytes(ISO_8859_1)).putInt(HEADER_BYTES - 8 + bytes).put("WAVEfmt ".getBytes(ISO_8859_1));
        file.putInt(16).putShort((short) PCM).putShort((short) 1).putInt(rate).putInt(2 * rate);
        file.putShort((short) 2).putShort((short) 16).put("data".getBytes(ISO_8859_1)).putInt(bytes).put(pcm());
        return file.array();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Wav(short[] others, int otherRate) && otherRate == rate && Arrays.equals(others, samples);
    }

    @Override
    public int hashCode() {
        return 31 * rate + Arrays.hashCode(samples);
    }

    @Override
    public String toString() {
        return "Wav[%.1f s]".formatted(seconds());
    }
}
