package org.llmspace.chat.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;

/// Sound that is joined and cut.
class WavTest {

    @Test
    void aFileIsReadAsItWasWritten() {
        Wav wav = new Wav(new short[] { 1, -2, 300, Short.MIN_VALUE }, 8_000);
        assertThat(Wav.read(wav.file())).contains(wav);
        assertThat(wav.file()).hasSize(44 + 8);
        assertThat(wav.pcm()).startsWith(1, 0, -2, -1);
    }

    @Test
    void channelsAreMixedAndOtherChunksArePassedOver() {
        ByteBuffer file = ByteBuffer.allocate(60).order(ByteOrder.LITTLE_ENDIAN);
        file.put(ascii("RIFF")).putInt(52).put(ascii("WAVE")).put(ascii("LIST")).putInt(3).put(new byte[4]);
        file.put(ascii("fmt ")).putInt(16).putShort((short) 1).putShort((short) 2).putInt(44_100).putInt(176_400)
                .putShort((short) 4).putShort((short) 16);
        file.put(ascii("data")).putInt(4).putShort((short) 100).putShort((short) 300);
        assertThat(Wav.read(file.array())).contains(new Wav(new short[] { 200 }, 44_100));
    }

    @Test
    void whatIsNoWavOf16BitsIsNotRead() {
        byte[] floats = new Wav(new short[4], 8_000).file();
        floats[20] = 3;
        assertThat(Wav.read(floats)).isEmpty();
        assertThat(Wav.read(new byte[0])).isEmpty();
        assertThat(Wav.read(ascii("RIFFxxxxWAVEfmt "))).isEmpty();
        assertThat(Wav.read(Arrays.copyOf(floats, 30))).isEmpty();
    }

    @Test
    void soundIsCutWhereItIsQuietestAndNothingIsLost() {
        short[] samples = new short[16_000];
        Arrays.fill(samples, (short) 9_000);
        Arrays.fill(samples, 7_000, 7_800, (short) 0);
        Wav whole = new Wav(samples, 8_000);
        List<Wav.Part> parts = whole.parts(20_044);
        assertThat(parts).hasSize(2);
        assertThat(parts.get(1).from()).isBetween(7_000 / 8_000.0, 7_800 / 8_000.0);
        assertThat(Wav.joined(parts.stream().map(Wav.Part::sound).toList())).isEqualTo(whole);
        assertThat(parts).allSatisfy(part -> assertThat(part.sound().file().length).isLessThanOrEqualTo(20_044));
    }

    @Test
    void speechNeedsFewerSamples() {
        Wav wav = new Wav(new short[] { 3, 6, 9, 30, 30, 30 }, 48_000).forSpeech();
        assertThat(wav).isEqualTo(new Wav(new short[] { 6, 30 }, 16_000));
        assertThat(new Wav(new short[3], 22_050).forSpeech().rate()).isEqualTo(22_050);
    }

    @Test
    void longTextsAreReadInPiecesThatLoseNoWord() {
        String text = "First sentence. " + "word ".repeat(100).strip() + "! Last one?";
        List<String> pieces = LocalMedia.pieces(text);
        assertThat(pieces).allSatisfy(piece -> assertThat(piece.length()).isBetween(1, 180)).hasSizeGreaterThan(2);
        assertThat(String.join(" ", pieces)).isEqualTo(text);
        assertThat(LocalMedia.pieces("Short. And sweet.")).containsExactly("Short. And sweet.");
        assertThat(String.join("", LocalMedia.pieces("a".repeat(500)))).hasSize(500);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
