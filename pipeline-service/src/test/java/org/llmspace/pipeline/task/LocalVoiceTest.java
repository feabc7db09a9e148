package org.llmspace.pipeline.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.llmspace.contracts.pipeline.ModelDescription;
import org.llmspace.contracts.pipeline.PipelineOutput;
import org.llmspace.contracts.pipeline.PipelineReply;
import org.llmspace.contracts.pipeline.PipelineRequest;
import org.llmspace.contracts.pipeline.PipelineTask;
import org.llmspace.contracts.pipeline.PipelineTask.TextToSpeech;
import org.llmspace.pipeline.BuiltinPipelines;
import org.llmspace.pipeline.model.LocalVoice;
import org.llmspace.pipeline.processor.AudioDecoder;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/// Where espeak-ng is installed it is offered as a voice.
class LocalVoiceTest {

    private static final Pipelines PIPELINES = new Pipelines(BuiltinPipelines.models(Optional.empty()),
            BuiltinPipelines.providers(), BuiltinPipelines.calls(), new SimpleMeterRegistry());

    @BeforeAll
    static void isInstalled() {
        Assumptions.assumeTrue(LocalVoice.named(LocalVoice.NAME).isPresent(), "espeak-ng is not installed");
    }

    @Test
    void readsATextAloudWhereNoModelIsNamed() {
        var completed = complete(null, TextToSpeech.of("Good morning, everybody. -v is no option here; $(nor this)"));
        var speech = (PipelineOutput.Speech) completed.output();
        assertThat(completed.model()).isEqualTo("espeak-ng");
        assertThat(AudioDecoder.decode(speech.audio().data()).seconds()).isBetween(2.0, 15.0);
        assertThat(speech.samplingRate()).isEqualTo(22_050);
    }

    @Test
    void longerTextsTakeLonger() {
        assertThat(seconds("one two three four five")).isGreaterThan(2 * seconds("one"));
    }

    @Test
    void speaksOtherLanguages() {
        assertThat(complete("espeak-ng/de", TextToSpeech.of("Guten Morgen")).model()).isEqualTo("espeak-ng/de");
        assertThatThrownBy(() -> complete("espeak-ng/nonsense", TextToSpeech.of("hello")))
                .hasMessage("espeak-ng has no voice 'nonsense'; use one that 'espeak-ng --voices' names");
    }

    @Test
    void takesNoArgumentsFromNames() {
        assertThat(LocalVoice.named("espeak-ng/-w/tmp/x")).isEmpty();
        assertThat(LocalVoice.named("espeak-ng/--help")).isEmpty();
    }

    @Test
    void isStoppedWhenItsCallIs() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> complete("espeak-ng", TextToSpeech.of("hello ".repeat(1000))))
                .isInstanceOf(CancellationException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void isListed() {
        var models = (PipelineOutput.Models) complete(null, new PipelineTask.ListModels("text-to-speech")).output();
        assertThat(models.models()).extracting(ModelDescription::id).contains("espeak-ng");
    }

    private static double seconds(String text) {
        var speech = (PipelineOutput.Speech) complete("espeak-ng", TextToSpeech.of(text)).output();
        return AudioDecoder.decode(speech.audio().data()).seconds();
    }

    private static PipelineReply.Completed complete(String model, PipelineTask<?> task) {
        try (var stream = PIPELINES.run(new PipelineRequest.Call(model, task))) {
            List<PipelineReply> replies = stream.toList();
            return (PipelineReply.Completed) replies.getLast();
        }
    }
}
