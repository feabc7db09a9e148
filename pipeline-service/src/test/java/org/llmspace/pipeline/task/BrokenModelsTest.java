package org.llmspace.pipeline.task;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchRuntimeException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llmspace.contracts.Failure;
import org.llmspace.contracts.FailureCode;
import org.llmspace.contracts.pipeline.PipelineReply;
import org.llmspace.contracts.pipeline.PipelineRequest;
import org.llmspace.contracts.pipeline.PipelineTask;
import org.llmspace.contracts.pipeline.PipelineTask.TextClassification;
import org.llmspace.pipeline.BuiltinPipelines;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/// A model whose files are broken is refused with one sentence that says what to do, and the next call is answered.
class BrokenModelsTest {

    private static final Path TINY = Path.of("src/test/resources/tiny");

    @TempDir
    Path folder;

    private Pipelines pipelines;

    @BeforeEach
    void copy() throws IOException {
        try (Stream<Path> files = Files.walk(TINY.resolve("bert-cls"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = folder.resolve("some/model").resolve(TINY.resolve("bert-cls").relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
        pipelines = new Pipelines(BuiltinPipelines.models(Optional.of(folder)), BuiltinPipelines.providers(),
                BuiltinPipelines.calls(), new SimpleMeterRegistry());
    }

    @Test
    void aWholeOneAnswers() {
        assertThat(answer("some/model")).isInstanceOf(PipelineReply.Completed.class);
    }

    @Test
    void aGraphThatIsCutOffOrMissing() throws IOException {
        Path graph = file("onnx/model.onnx");
        byte[] whole = Files.readAllBytes(graph);
        Files.write(graph, Arrays.copyOf(whole, whole.length / 2));
        assertRefused(FailureCode.MODEL_UNAVAILABLE, "model.onnx cannot be loaded");
        Files.write(graph, new byte[0]);
        assertRefused(FailureCode.MODEL_UNAVAILABLE, "model.onnx cannot be loaded");
        Files.delete(graph);
        assertRefused(FailureCode.MODEL_UNAVAILABLE, "has no onnx/model.onnx");
    }

    @Test
    void aTokenizerThatIsBrokenMissingOrAnotherModels() throws IOException {
        Files.copy(TINY.resolve("gpt2/tokenizer.json"), file("tokenizer.json"),
                StandardCopyOption.REPLACE_EXISTING);
        assertRefused(FailureCode.INTERNAL, "tokenizer.json may be another model's");
        Files.writeString(file("tokenizer.json"), "{\"model\":");
        assertRefused(FailureCode.MODEL_UNAVAILABLE, "tokenizer.json of some/model is no JSON");
        Files.delete(file("tokenizer.json"));
        assertRefused(FailureCode.MODEL_UNAVAILABLE, "has no tokenizer.json");
    }

    @Test
    void labelsThatAreNotAsManyAsTheAnswers() throws IOException {
        String config = Files.readString(file("config.json"));
        Files.writeString(file("config.json"), config.replaceFirst("\"2\": \"NEUTRAL\"", "\"2\": \"NEUTRAL\", \"3\": \"X\""));
        assertRefused(FailureCode.MODEL_UNAVAILABLE, "answers with 3 labels and its config.json names 4");
        Files.writeString(file("config.json"), "{\"model_type\": \"bert\"}");
        assertThat(answer("some/model")).isInstanceOf(PipelineReply.Completed.class);
    }

    @Test
    void weightsThatAreNoNumbers() throws IOException {
        byte[] graph = Files.readAllBytes(file("onnx/model.onnx"));
        int weights = new String(graph, ISO_8859_1).indexOf("c.biasJ\f") + "c.biasJ\f".length();
        assertThat(weights).isGreaterThan(100);
        for (int i = weights; i < weights + 12; i += 4) {
            graph[i + 2] = (byte) 0xc0;
            graph[i + 3] = 0x7f;
        }
        Files.write(file("onnx/model.onnx"), graph);
        assertRefused(FailureCode.INTERNAL, "answered with something that is no number");
    }

    @Test
    void aFolderWithoutSettings() throws IOException {
        Files.delete(file("config.json"));
        assertRefused(FailureCode.MODEL_UNAVAILABLE, "some/model is a folder here without config.json; put the model into it");
    }

    @Test
    void settingsThatAreNoObject() throws IOException {
        Files.write(file("config.json"), "[]".getBytes(UTF_8));
        assertRefused(FailureCode.MODEL_UNAVAILABLE, "has no config.json");
    }

    private Path file(String name) {
        return folder.resolve("some/model").resolve(name);
    }

    private void assertRefused(FailureCode code, String message) {
        Failure failure = Failures.of(catchRuntimeException(() -> answer("some/model")));
        assertThat(failure.message()).contains(message).hasSizeLessThan(400).doesNotContain(folder.toString());
        assertThat(failure.code()).isEqualTo(code);
        assertThat(answer("llm-space/sentiment")).isInstanceOf(PipelineReply.Completed.class);
        pipelines = new Pipelines(BuiltinPipelines.models(Optional.of(folder)), BuiltinPipelines.providers(),
                BuiltinPipelines.calls(), new SimpleMeterRegistry());
    }

    private PipelineReply answer(String model) {
        PipelineTask<?> task = new TextClassification("I love this movie!", null, null, null);
        try (Stream<PipelineReply> replies = pipelines.run(new PipelineRequest.Call(model, task))) {
            return replies.toList().getLast();
        }
    }
}
