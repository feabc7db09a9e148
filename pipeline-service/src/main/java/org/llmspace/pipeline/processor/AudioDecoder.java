package org.llmspace.pipeline.processor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Reads WAV files: whole numbers of 8 to 32 bits, floating point numbers and the telephone's A-law and µ-law, any number of
/// channels, which are mixed.
public final class AudioDecoder {

    private static final int PCM = 1;
    private static final int FLOAT = 3;
    private static final int A_LAW = 6;
    private static final int MU_LAW = 7;
    private static final int EXTENSIBLE = 0xfffe;
    private static final long ALL_BITS = 0xffffffffL;
    /// Lengths that programs write which do not know it yet.
    private static final long UNKNOWN_FROM = 0x7fff0000L;

    /// How samples are written.
    private record Format(int code, int channels, int rate, int bits) {
        /// What is no whole number of bytes stands at the upper end of them.
        int bytes() {
            return (bits + 7) / 8;
        }

        boolean isKnown() {
            boolean samples = switch (code) {
                case PCM -> bits >= 8 && bits <= 32;
                case FLOAT -> bits == 32 || bits == 64;
                case A_LAW, MU_LAW -> bits == 8;
                default -> false;
            };
            return samples && channels > 0 && rate >= 1_000 && rate <= 1_000_000;
        }
    }

    private AudioDecoder() {
    }

    /// @throws ProcessorException if it is no WAV file, or a damaged one
    public static Recording decode(byte[] file) {
        String head = new String(file, 0, Math.min(file.length, 12), StandardCharsets.ISO_8859_1);
        if (!head.startsWith("RIFF") && !head.startsWith("RF64") || !head.endsWith("WAVE")) {
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
        ByteBuffer data = null;
        int at = 12;
        while (at + 8 <= file.limit()) {
            int name = file.getInt(at);
            long length = file.getInt(at + 4) & ALL_BITS;
            if (name == chunk("fmt ")) {
                format = format(file, at + 8);
            } else if (name == chunk("data")) {
                data = data(file, at + 8, length);
            }
            if (format != null && data != null) {
                return samples(data, format);
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
        if (!format.isKnown()) {
            throw new ProcessorException(
                    "The WAV file has the format %d with %d bits, %d channels and %d samples per second; send PCM, float, A-law or µ-law"
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
        if (format.code() == A_LAW) {
            return aLaw(data.get(at) ^ 0x55) / 32768.0;
        }
        if (format.code() == MU_LAW) {
            return muLaw(~data.get(at)) / 32768.0;
        }
        return switch (format.bytes()) {
            case 1 -> ((data.get(at) & 0xff) - 128) / 128.0;
            case 2 -> data.getShort(at) / 32768.0;
            case 3 -> ((data.get(at + 2) << 16) | (data.getShort(at) & 0xffff)) / 8388608.0;
            default -> data.getInt(at) / 2147483648.0;
        };
    }

    /// A sign, an exponent of three bits and a fraction of four, as G.711 says.
    private static int aLaw(int bits) {
        int exponent = bits >> 4 & 7;
        int fraction = (bits & 15) << 4;
        int size = exponent == 0 ? fraction + 8 : fraction + 0x108 << exponent - 1;
        return (bits & 0x80) == 0 ? -size : size;
    }

    private static int muLaw(int bits) {
        int size = (((bits & 15) << 3) + 0x84 << (bits >> 4 & 7)) - 0x84;
        return (bits & 0x80) == 0 ? size : -size;
    }
}
