package org.llmspace.pipeline.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

class SoundTest {

    private static final Path MEDIA = Path.of("src/test/resources/media");

    @ParameterizedTest
    @CsvSource({ "1, 8, 0.01", "1, 16, 0.0001", "1, 24, 0.000001", "1, 32, 0.000001", "3, 32, 0.000001", "3, 64, 0.000001" })
    void readsEveryWidth(int code, int bits, double precision) {
        Recording recording = AudioDecoder.decode(wav(code, bits));
        assertThat(recording.samplingRate()).isEqualTo(8_000);
        assertThat(recording.samples()).hasSize(50);
        for (int i = 0; i < 50; i++) { // the second channel is silent, so mixing halves the first
            assertThat((double) recording.samples()[i]).isCloseTo(Math.sin(i / 7.0) * 0.45, within(precision));
        }
    }

    @ParameterizedTest
    @CsvSource({ "6, 0x00, -5504", "6, 0x2a, -32256", "6, 0x55, -8", "6, 0x80, 5504", "6, 0xaa, 32256", "6, 0xd5, 8",
            "7, 0x00, -32124", "7, 0x37, -3004", "7, 0x80, 32124", "7, 0xc1, 1820", "7, 0xff, 0" })
    void readsTheTelephonesSounds(int code, int sample, int value) {
        byte[] file = file(chunk("fmt ", format(code, 8)), chunk("data", ByteBuffer.allocate(1).put((byte) sample)));
        assertThat(AudioDecoder.decode(file).samples()).containsExactly(value / 32768f);
    }

    @Test
    void findsWhatItNeedsInAnyOrder() {
        ByteBuffer samples = little(4).putShort((short) 16384).putShort((short) -8192);
        byte[] file = file(chunk("LIST", little(3)), chunk("data", samples), chunk("odd ", little(1)),
                chunk("fmt ", format(1, 16)));
        assertThat(AudioDecoder.decode(file).samples()).containsExactly(0.5f, -0.25f);
    }

    @Test
    void readsWhatTheExtendedFormNames() {
        ByteBuffer format = little(40).put(format(0xfffe, 32).flip()).putShort((short) 22).putShort((short) 24).putInt(4)
                .putShort((short) 1).putShort((short) 0).putInt(0x100000).putLong(0x719b3800aa000080L);
        ByteBuffer samples = little(4).putInt(0x40000000);
        assertThat(AudioDecoder.decode(file(chunk("fmt ", format), chunk("data", samples))).samples())
                .containsExactly(0.5f);
    }

    @Test
    void bitsThatFillNoByteAreTheUpperOnes() {
        byte[] file = file(chunk("fmt ", format(1, 12)), chunk("data", little(2).putShort((short) 0x4000)));
        assertThat(AudioDecoder.decode(file).samples()).containsExactly(0.5f);
    }

    @Test
    void saysWhatItReadsIfItCannotReadAFile() {
        byte[] adpcm = file(chunk("fmt ", format(2, 4)), chunk("data", little(4)));
        assertThatThrownBy(() -> AudioDecoder.decode(adpcm)).isInstanceOf(ProcessorException.class)
                .hasMessageContaining("send PCM, float, A-law or µ-law");
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        Recording read = AudioDecoder.decode(WavEncoder.encode(new Recording(new float[] { 0, 0.5f, -1, 2 }, 22_050)));
        assertThat(read.samplingRate()).isEqualTo(22_050);
        assertThat(read.samples()).containsExactly(new float[] { 0, 0.5f, -1, 1 }, within(1e-4f));
    }

    @ParameterizedTest
    @CsvSource({ "8000", "22050", "44100", "48000" })
    void aToneKeepsItsPitchAndLoudness(int rate) {
        float[] samples = new float[rate];
        for (int i = 0; i < rate; i++) {
            samples[i] = (float) (0.5 * Math.sin(2 * Math.PI * 440 * i / rate));
        }
        float[] result = Resampler.to(16_000, new Recording(samples, rate)).samples();
        assertThat(result).hasSize(16_000);
        for (int i = 500; i < 15_500; i++) {
            assertThat((double) result[i]).isCloseTo(0.5 * Math.sin(2 * Math.PI * 440 * i / 16_000), within(2e-3));
        }
    }

    @Test
    void whisperHearsWhatItHearsInTransformers() throws IOException {
        JsonNode expected = new ObjectMapper().readTree(MEDIA.resolve("expected.json").toFile()).at("/features/some");
        Recording recording = AudioDecoder.decode(Files.readAllBytes(MEDIA.resolve("sounds/tone.wav")));
        float[] features = new MelSpectrogram(new ObjectMapper().createObjectNode()).features(recording.samples()).values();
        assertThat(features).hasSize(80 * 3000);
        for (int i = 0; i < expected.size(); i++) {
            assertThat((double) features[i * 1187 % features.length]).isCloseTo(expected.get(i).asDouble(), within(1e-4));
        }
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteBuffer format(int code, int bits) {
        int bytes = (bits + 7) / 8;
        return little(16).putShort((short) code).putShort((short) 1).putInt(8_000).putInt(8_000 * bytes)
                .putShort((short) bytes).putShort((short) bits);
    }

    private static ByteBuffer chunk(String name, ByteBuffer content) {
        int length = content.capacity();
        return little(8 + length + length % 2).put(letters(name)).putInt(length).put(content.array());
    }

    private static byte[] file(ByteBuffer... chunks) {
        int length = 4 + Stream.of(chunks).mapToInt(ByteBuffer::capacity).sum();
        ByteBuffer file = little(8 + length).put(letters("RIFF")).putInt(length).put(letters("WAVE"));
        Stream.of(chunks).forEach(chunk -> file.put(chunk.array()));
        return file.array();
    }

    private static byte[] wav(int code, int bits) {
        ByteBuffer file = ByteBuffer.allocate(2000).order(ByteOrder.LITTLE_ENDIAN);
        int bytes = 100 * bits / 8;
        file.put(letters("RIFF")).putInt(0).put(letters("WAVE"));
        file.put(letters("LIST")).putInt(3).put(new byte[4]);
        file.put(letters("fmt ")).putInt(16).putShort((short) code).putShort((short) 2).putInt(8_000)
                .putInt(8_000 * bits / 4).putShort((short) (bits / 4)).putShort((short) bits);
        file.put(letters("data")).putInt(bytes);
        for (int i = 0; i < 50; i++) {
            put(file, Math.sin(i / 7.0) * 0.9, code, bits);
            put(file, 0, code, bits);
        }
        return java.util.Arrays.copyOf(file.array(), file.position());
    }

    private static void put(ByteBuffer file, double value, int code, int bits) {
        if (code == 3) {
            var _ = bits == 32 ? file.putFloat((float) value) : file.putDouble(value);
            return;
        }
        switch (bits) {
            case 8 -> file.put((byte) Math.round(128 + value * 127));
            case 16 -> file.putShort((short) Math.round(value * 32767));
            case 24 -> {
                int whole = (int) Math.round(value * 8388607);
                file.putShort((short) whole).put((byte) (whole >> 16));
            }
            default -> file.putInt((int) Math.round(value * 2147483647.0));
        }
    }

    private static byte[] letters(String name) {
        return name.getBytes(StandardCharsets.US_ASCII);
    }
}
