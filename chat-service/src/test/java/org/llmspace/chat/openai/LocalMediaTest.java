package org.llmspace.chat.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import jakarta.inject.Inject;

import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.llmspace.chat.RunningService;
import org.llmspace.chat.provider.Wav;
import org.llmspace.contracts.Failure;
import org.llmspace.contracts.FailureCode;
import org.llmspace.contracts.pipeline.Media;
import org.llmspace.contracts.pipeline.PipelineOutput;
import org.llmspace.contracts.pipeline.PipelineReply;
import org.llmspace.contracts.pipeline.PipelineRequest;
import org.llmspace.contracts.pipeline.PipelineTask;
import org.llmspace.testing.NodeScript;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.common.annotation.Identifier;

/// Speech, transcripts and images of `local` models, asked for with the openai client, made by a worker at the other end of
/// Kafka: it says a tenth of a second for each character, and hears how long a recording is.
@QuarkusTest
@QuarkusTestResource(RunningService.class)
class LocalMediaTest {

    private static final int RATE = 8_000;

    @Inject
    @Identifier("default-kafka-broker")
    Map<String, Object> kafka;

    private final List<PipelineTask<?>> asked = new CopyOnWriteArrayList<>();
    private PipelineWorker worker;

    @BeforeEach
    void open() {
        worker = new PipelineWorker(kafka, this::work);
    }

    @AfterEach
    void close() {
        worker.close();
    }

    @Test
    void theClientSpeaksHearsAndDraws() throws Exception {
        String url = "http://127.0.0.1:" + ConfigProvider.getConfig().getValue("quarkus.http.port", Integer.class);
        assertThat(NodeScript.run("media.mjs", url)).contains("all of media");
        assertThat(asked).contains(new PipelineTask.TextToImage("a cat", null, null, null, 64, 32, null, null));
        assertThat(asked.stream().filter(PipelineTask.TextToSpeech.class::isInstance)).as("one text in pieces")
                .hasSizeGreaterThan(3);
        assertThat(asked).anySatisfy(task -> assertThat(task).isInstanceOfSatisfying(
                PipelineTask.AutomaticSpeechRecognition.class, hear -> {
                    assertThat(hear.language()).isEqualTo("de");
                    assertThat(hear.speechTask()).isNull();
                    assertThat(hear.returnTimestamps()).isTrue();
                }));
        assertThat(asked).anySatisfy(task -> assertThat(task).isInstanceOfSatisfying(
                PipelineTask.AutomaticSpeechRecognition.class,
                hear -> assertThat(hear.speechTask()).isEqualTo("translate")));
    }

    private PipelineReply work(PipelineRequest.Call call) {
        asked.add(call.task());
        return "no/such".equals(call.model())
                ? new PipelineReply.Failed(Failure.of(FailureCode.MODEL_NOT_FOUND, "no such model"))
                : new PipelineReply.Completed("test", output(call.task()), 1);
    }

    private static PipelineOutput output(PipelineTask<?> task) {
        return switch (task) {
            case PipelineTask.TextToSpeech text -> speech(text.inputs().length() * RATE / 10);
            case PipelineTask.AutomaticSpeechRecognition hear ->
                transcript(hear.inputs().data(), Boolean.TRUE.equals(hear.returnTimestamps()));
            case PipelineTask.TextToImage _ -> new PipelineOutput.Image(Media.of(new byte[] { 1, 2, 3 }, "image/png"));
            case PipelineTask<?> _ -> new PipelineOutput.Models(List.of());
        };
    }

    private static PipelineOutput speech(int length) {
        short[] samples = new short[length];
        Arrays.fill(samples, (short) 1_000);
        return new PipelineOutput.Speech(Media.of(new Wav(samples, RATE).file(), "audio/wav"), RATE);
    }

    private static PipelineOutput transcript(byte @Nullable [] data, boolean timestamps) {
        Wav wav = Wav.read(data == null ? new byte[0] : data).orElseThrow();
        String text = " %.0f seconds".formatted(wav.samples().length / (double) wav.rate());
        return new PipelineOutput.Transcript(text,
                timestamps ? List.of(new PipelineOutput.Chunk(text, Arrays.asList(0.5, null))) : List.of());
    }
}
