package org.llmspace.pipeline.processor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Reads WAV files: whole numbers of 8 to 32 bits and floating point numbers, any number of channels, which are mixed.
public final class AudioDecoder {

    private static final int PCM = 1;
    private static final int FLOAT = 3;
    private static final int EXTENSIBLE = 0xfffe;
    private static final long ALL_BITS = 0xffffffffL;
    /// Lengths that programs write which do not know it yet.
    private static final long UNKNOWN_FROM = 0x7fff0000L;

    /// How samples are written.
    private record Format(int code, int channels, int rate, int bits) {
        int bytes() {
            return bits / 8;
        }
    }

    private AudioDecoder() {
    }

    /// @throws ProcessorException if it is no WAV file, or a damaged one
    public static Recording decode(byte[] file) {
        String head = new String(file, 0, Math.min(file.length, 12), StandardCharsets.ISO_8859_1);
        if (!head.startsWith("RIFF") || !head.endsWith("WAVE")) {
            throw new ProcessorException("This is %s; send a WAV file".formatted(kind(head)));
        }
        try {
            return chunks(ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN));
        } catch (IndexOutOfBoundsException e) {
            throw new ProcessorException("The WAV file is cut off or damaged; send it again");
        }
    }

    private static String kind(String head) {
        if (head.startsWith("fLaC")) {
            return "a FLAC file, which cannot be read here";
        }
        if (head.startsWith("OggS")) {
            return "an Ogg file, which cannot be read here";
        }
        if (head.startsWith("ID3") || head.startsWith("\u00ff\u00fb") || head.startsWith("\u00ff\u00f3")) {
            return "an MP3 file, which cannot be read here";
        }
        return head.isEmpty() ? "an empty file" : "no recording that can be read here";
    }

    private static Recording chunks(ByteBuffer file) {
        Format format = null;
        int at = 12;
        while (at + 8 <= file.limit()) {
            int name = file.getInt(at);
            long length = file.getInt(at + 4) & ALL_BITS;
            if (name == chunk("fmt ")) {
                format = format(file, at + 8);
            } else if (name == chunk("data") && format != null) {
                return samples(data(file, at + 8, length), format);
            }
            at = (int) Math.min(at + 8 + length + length % 2, Integer.MAX_VALUE - 16);
        }
        throw new IndexOutOfBoundsException("no data");
    }

    private static int chunk(String name) {
        return ByteBuffer.wrap(name.getBytes(StandardCharsets.US_ASCII)).order(ByteOrder.LITTLE_ENDIAN).getInt();
    }

    private static Format format(ByteBuffer file, int at) {
        int code = file.getShort(at) & 0xffff;
        Format format = new Format(code == EXTENSIBLE ? file.getShort(at + 24) & 0xffff : code,
                file.getShort(at + 2) & 0xffff, file.getInt(at + 4), file.getShort(at + 14) & 0xffff);
        boolean known = format.code() == PCM && (format.bits() == 8 || format.bits() == 16 || format.bits() == 24
                || format.bits() == 32) || format.code() == FLOAT && (format.bits() == 32 || format.bits() == 64);
        if (!known || format.channels() == 0 || format.rate() < 1_000 || format.rate() > 1_000_000) {
            throw new ProcessorException(
                    "The WAV file has the format %d with %d bits, %d channels and %d samples per second; send PCM or float"
                            .formatted(format.code(), format.bits(), format.channels(), format.rate()));
        }
        return format;
    }

    /// A file that was written while it was recorded does not know its length.
    private static ByteBuffer data(ByteBuffer file, int at, long length) {
        boolean known = length != 0 && length < UNKNOWN_FROM;
        return file.slice(at, known ? Math.toIntExact(Math.min(length, Integer.MAX_VALUE)) : file.limit() - at)
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    private static Recording samples(ByteBuffer data, Format format) {
        int count = data.limit() / (format.bytes() * format.channels());
        if (count == 0) {
            throw new ProcessorException("The WAV file has no sound in it; send another one");
        }
        float[] samples = new float[count];
        for (int i = 0; i < count; i++) {
            double sum = 0;
            for (int channel = 0; channel < format.channels(); channel++) {
                sum += sample(data, (i * format.channels() + channel) * format.bytes(), format);
            }
            samples[i] = (float) (sum / format.channels());
        }
        return new Recording(samples, format.rate());
    }

    private static double sample(ByteBuffer data, int at, Format format) {
        if (format.code() == FLOAT) {
            double value = format.bits() == 32 ? data.getFloat(at) : data.getDouble(at);
            return Double.isFinite(value) ? value : 0;
        }
        return switch (format.bits()) {
            case 8 -> ((data.get(at) & 0xff) - 128) / 128.0;
            case 16 -> data.getShort(at) / 32768.0;
            case 24 -> ((data.get(at + 2) << 16) | (data.getShort(at) & 0xffff)) / 8388608.0;
            default -> data.getInt(at) / 2147483648.0;
        };
    }
}
