package org.llmspace.pipeline.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/// Pixels are those that Pillow, which the models were trained with, reads from the same files.
class ImageDecoderTest {

    private static final Path IMAGES = Path.of("src/test/resources/images");

    @ParameterizedTest
    @ValueSource(strings = { "rgb.png", "square.png", "gray.png", "palette.png", "palette2bit.png", "bilevel.png", "rgba.png",
            "la.png",
            "interlaced.png", "deep.png", "base444.jpg", "base422.jpg", "base420.jpg", "prog420.jpg", "prog444.jpg",
            "gray.jpg", "grayprog.jpg", "restart.jpg", "cmyk.jpg", "exif6.jpg", "plain.gif", "interlaced.gif" })
    void readsWhatPillowReads(String file) throws Exception {
        isAsExpected(ImageDecoder.decode(bytes(file)), file);
    }

    @ParameterizedTest
    @CsvSource({ "0", "1", "2", "3", "4", "5" })
    void resizesAsPillowDoes(int filter) throws Exception {
        RgbImage image = ImageDecoder.decode(bytes("rgb.png"));
        for (int[] size : new int[][] { { 16, 16 }, { 100, 80 }, { 24, 90 } }) {
            isAsExpected(Resampling.of(filter).resize(image, size[0], size[1]),
                    "resize.%d.%dx%d".formatted(filter, size[0], size[1]));
        }
    }

    @Test
    void refusesABombBeforeUnpackingIt() throws IOException {
        byte[] file = bytes("rgb.png");
        ByteBuffer.wrap(file).putInt(16, 60_000).putInt(20, 60_000);
        assertThatThrownBy(() -> ImageDecoder.decode(file)).isInstanceOf(ProcessorException.class)
                .hasMessage("The image has 60000 x 60000 pixels; send one of at most 40 million");
    }

    @Test
    void saysWhatToSendInsteadOfWhatItCannotRead() {
        assertThatThrownBy(() -> ImageDecoder.decode("RIFF\0\0\0\0WEBPVP8 ".getBytes()))
                .hasMessage("This is a WebP image, which cannot be read here; send a PNG, JPEG or GIF image");
        assertThatThrownBy(() -> ImageDecoder.decode(new byte[0]))
                .hasMessage("This is an empty file; send a PNG, JPEG or GIF image");
    }

    @ParameterizedTest
    @ValueSource(strings = { "rgb.png", "palette.png", "base420.jpg", "prog420.jpg", "interlaced.gif" })
    void damagedFilesAreReadOrRefusedAndNothingElse(String name) throws IOException {
        byte[] whole = bytes(name);
        Random random = new Random(7);
        for (int round = 0; round < 400; round++) {
            byte[] file = Arrays.copyOf(whole, round % 2 == 0 ? whole.length : random.nextInt(whole.length));
            for (int i = 0; i < 3 && file.length > 40; i++) {
                file[30 + random.nextInt(file.length - 30)] = (byte) random.nextInt();
            }
            try {
                assertThat(ImageDecoder.decode(file).width()).isPositive();
            } catch (ProcessorException e) {
                assertThat(e).hasMessageContaining("send");
            }
        }
    }

    private static void isAsExpected(RgbImage image, String name) throws IOException, NoSuchAlgorithmException {
        JsonNode expected = new ObjectMapper().readTree(IMAGES.resolve("pillow.json").toFile()).path(name);
        assertThat(image.width()).isEqualTo(expected.at("/size/0").asInt());
        assertThat(image.height()).isEqualTo(expected.at("/size/1").asInt());
        assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(image.pixels())))
                .isEqualTo(expected.path("md5").asText());
    }

    private static byte[] bytes(String file) throws IOException {
        return Files.readAllBytes(IMAGES.resolve(file));
    }
}
