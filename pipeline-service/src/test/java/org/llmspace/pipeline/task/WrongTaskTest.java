package org.llmspace.pipeline.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchRuntimeException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llmspace.contracts.Failure;
import org.llmspace.contracts.FailureCode;
import org.llmspace.contracts.pipeline.GenerationParameters;
import org.llmspace.contracts.pipeline.Media;
import org.llmspace.contracts.pipeline.PipelineReply;
import org.llmspace.contracts.pipeline.PipelineRequest;
import org.llmspace.contracts.pipeline.PipelineTask;
import org.llmspace.pipeline.BuiltinPipelines;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/// A model that is made for another task is refused with a word of what it is made for.
class WrongTaskTest {

    private final Pipelines pipelines = new Pipelines(
            BuiltinPipelines.models(Optional.of(Path.of("src/test/resources"))), BuiltinPipelines.providers(),
            BuiltinPipelines.calls(), new SimpleMeterRegistry());

    @ParameterizedTest
    @CsvSource({ "tiny/bert-cls, token-classification, text-classification", "tiny/bert-cls, fill-mask, text-classification",
            "tiny/bert-cls, feature-extraction, text-classification", "tiny/bert-cls, summarization, text-classification",
            "tiny/bert-ner, text-classification, token-classification", "tiny/bert-ner, fill-mask, masked language model",
            "tiny/t5, text-classification, text2text-generation", "tiny/whisper, text-to-speech, automatic-speech-recognition",
            "tiny/whisper, image-to-text, automatic-speech-recognition", "tiny/t5, image-classification, images",
            "families/wav2vec2, image-classification, automatic-speech-recognition",
            "llm-space/sentiment, sentence-similarity, text-classification" })
    void isRefused(String model, String task, String madeFor) throws IOException {
        Failure failure = Failures.of(catchRuntimeException(() -> {
            try (Stream<PipelineReply> replies = pipelines.run(new PipelineRequest.Call(model, task(task)))) {
                replies.forEach(_ -> {
                });
            }
        }));
        assertThat(failure.message()).contains(madeFor).contains("use a");
        assertThat(failure.code()).isEqualTo(FailureCode.UNSUPPORTED);
    }

    private static PipelineTask<?> task(String name) {
        return switch (name) {
            case "text-classification" -> new PipelineTask.TextClassification("hello", null, null, null);
            case "token-classification" -> new PipelineTask.TokenClassification("hello", null, null, null);
            case "fill-mask" -> new PipelineTask.FillMask("hello [MASK]", null, null);
            case "feature-extraction" -> PipelineTask.FeatureExtraction.of(List.of("hello"));
            case "sentence-similarity" -> new PipelineTask.SentenceSimilarity("hello", List.of("bye"));
            case "summarization" ->
                new PipelineTask.Summarization("Hello. Bye.", null, null, GenerationParameters.DEFAULT);
            case "text-to-speech" -> PipelineTask.TextToSpeech.of("hello");
            case "image-classification" -> new PipelineTask.ImageClassification(image(), null, null);
            case "image-to-text" -> new PipelineTask.ImageToText(image(), GenerationParameters.DEFAULT);
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static Media image() {
        try {
            return Media.of(Files.readAllBytes(Path.of("src/test/resources/images/square.png")), "image/png");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
