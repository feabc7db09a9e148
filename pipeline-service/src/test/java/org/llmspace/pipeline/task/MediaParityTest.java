package org.llmspace.pipeline.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.llmspace.contracts.kafka.EventCodec;
import org.llmspace.contracts.pipeline.GenerationParameters;
import org.llmspace.contracts.pipeline.LabelScore;
import org.llmspace.contracts.pipeline.Media;
import org.llmspace.contracts.pipeline.PipelineOutput;
import org.llmspace.contracts.pipeline.PipelineReply;
import org.llmspace.contracts.pipeline.PipelineRequest;
import org.llmspace.contracts.pipeline.PipelineTask;
import org.llmspace.pipeline.BuiltinPipelines;

import com.fasterxml.jackson.databind.JsonNode;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/// Images and recordings are answered as transformers.js answers them, where that does what Python does.
class MediaParityTest {

    private static final Path RESOURCES = Path.of("src/test/resources");
    private static final Pipelines PIPELINES = new Pipelines(BuiltinPipelines.models(Optional.of(RESOURCES)),
            BuiltinPipelines.providers(), BuiltinPipelines.calls(), new SimpleMeterRegistry());
    private static final JsonNode EXPECTED = expected();
    private static final GenerationParameters SHORT = GenerationParameters.of(12, List.of(), false);

    @Test
    void imageClassification() {
        var labels = ((PipelineOutput.Classification) answer("tiny/vit",
                new PipelineTask.ImageClassification(image("square.png"), null, null))).labels();
        JsonNode expected = EXPECTED.path("vit");
        assertThat(labels).hasSize(5);
        for (int i = 0; i < 5; i++) {
            assertThat(labels.get(i).label()).isEqualTo(expected.at("/%d/label".formatted(i)).asText());
            assertThat(labels.get(i).score()).isCloseTo(expected.at("/%d/score".formatted(i)).asDouble(), within(1e-5));
        }
    }

    @Test
    void imageClassificationWithParameters() {
        var task = new PipelineTask.ImageClassification(image("base420.jpg"), "none", 2);
        assertThat(((PipelineOutput.Classification) answer("tiny/vit", task)).labels()).hasSize(2)
                .extracting(LabelScore::score).isSortedAccordingTo(Comparator.reverseOrder());
    }

    @Test
    void imageToText() {
        var texts = (PipelineOutput.GeneratedTexts) answer("tiny/vit-gpt2",
                new PipelineTask.ImageToText(image("square.png"), SHORT));
        assertThat(texts.texts().getFirst().generatedText())
                .isEqualTo(EXPECTED.at("/vit-gpt2/0/generated_text").asText());
        assertThat(texts.texts().getFirst().generatedTokens()).isEqualTo(12);
    }

    @Test
    void textToSpeech() {
        var speech = (PipelineOutput.Speech) answer("tiny/vits", PipelineTask.TextToSpeech.of("Hello world"));
        byte[] wav = speech.audio().data();
        assertThat(speech.samplingRate()).isEqualTo(16_000);
        assertThat(wav).hasSize(44 + 2 * 1472).startsWith('R', 'I', 'F', 'F');
        JsonNode tts = vits();
        ByteBuffer samples = ByteBuffer.wrap(wav).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < tts.size(); i++) {
            assertThat(samples.getShort(44 + 2 * i) / 32767.0).isCloseTo(tts.get(i).asDouble(), within(2e-5));
        }
    }

    @Test
    void speechRecognition() {
        assertThat(hear("tone.wav", null, "en", null).text()).isEqualTo(EXPECTED.at("/whisper.plain/text").asText());
        assertThat(hear("tone.wav", null, "french", "translate").text())
                .isEqualTo(EXPECTED.at("/whisper.french/text").asText());
    }

    @Test
    void aLongRecordingIsHeardInPartsThatOverlap() {
        assertThat(hear("long.wav", 4.0, "en", null).text()).isEqualTo(EXPECTED.at("/whisper.chunks/text").asText());
    }

    @Test
    void timestampsComeInPairsAndNeverGoBack() {
        var task = new PipelineTask.AutomaticSpeechRecognition(sound("long.wav"), true, null, null, null, null,
                GenerationParameters.of(60, List.of(), false));
        var transcript = (PipelineOutput.Transcript) answer("tiny/whisper", task);
        assertThat(transcript.chunks()).isNotEmpty();
        double before = 0;
        for (PipelineOutput.Chunk chunk : transcript.chunks()) {
            assertThat(chunk.timestamp().getFirst()).isGreaterThanOrEqualTo(before);
            before = chunk.timestamp().get(1) == null ? Double.MAX_VALUE : chunk.timestamp().get(1);
        }
        assertThat(transcript.chunks().getFirst().timestamp().getFirst()).isBetween(0.0, 1.0);
    }

    @Test
    void aRecordingThatIsNoneIsRefused() {
        byte[] wav = bytes("media/sounds/tone.wav");
        assertThatThrownBy(() -> hear(Media.of(Arrays.copyOf(wav, wav.length / 2), null), null, null, null))
                .hasMessage("The WAV file is cut off or damaged; send it again");
        assertThatThrownBy(() -> hear(Media.of("fLaC........".getBytes(StandardCharsets.US_ASCII), null), null, null, null))
                .hasMessage("This is a FLAC file, which cannot be read here; send a WAV file");
        assertThatThrownBy(() -> hear("tone.wav", null, "klingon", null))
                .hasMessage("tiny/whisper does not know the language 'klingon'; use a code as en, fr or zh");
    }

    private static PipelineOutput.Transcript hear(String name, Double chunk, String language, String goal) {
        return hear(sound(name), chunk, language, goal);
    }

    private static PipelineOutput.Transcript hear(Media media, Double chunk, String language, String goal) {
        return (PipelineOutput.Transcript) answer("tiny/whisper",
                new PipelineTask.AutomaticSpeechRecognition(media, null, chunk, null, language, goal,
                        GenerationParameters.of(24, List.of(), false)));
    }

    private static Media sound(String name) {
        return Media.of(bytes("media/sounds/" + name), "audio/wav");
    }

    @Test
    void aModelOfAnotherKindSaysSo() {
        assertThatThrownBy(() -> answer("tiny/gpt2", new PipelineTask.ImageClassification(image("square.png"), null, null)))
                .hasMessage("tiny/gpt2 has no preprocessor_config.json, so it reads no images; use a vision model");
        assertThatThrownBy(() -> answer("tiny/vit", PipelineTask.TextToSpeech.of("hello")))
                .hasMessage("tiny/vit has no tokenizer.json, so it reads no text; use a model for text");
    }

    private static JsonNode vits() {
        try {
            return EventCodec.json().readTree(bytes("tiny/expected.json")).at("/tts/first");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PipelineOutput answer(String model, PipelineTask<?> task) {
        try (var replies = PIPELINES.run(new PipelineRequest.Call(model, task))) {
            return ((PipelineReply.Completed) replies.toList().getLast()).output();
        }
    }

    private static Media image(String name) {
        return Media.of(bytes("images/" + name), null);
    }

    private static byte[] bytes(String name) {
        try {
            return Files.readAllBytes(RESOURCES.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode expected() {
        try {
            return EventCodec.json().readTree(bytes("media/expected.json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
