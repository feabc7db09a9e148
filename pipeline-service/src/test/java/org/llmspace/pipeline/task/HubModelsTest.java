package org.llmspace.pipeline.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.llmspace.pipeline.hub.HubServer.bytes;
import static org.llmspace.pipeline.hub.HubServer.status;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llmspace.contracts.pipeline.ModelDescription;
import org.llmspace.contracts.pipeline.ModelState;
import org.llmspace.contracts.pipeline.PipelineOutput;
import org.llmspace.contracts.pipeline.PipelineReply;
import org.llmspace.contracts.pipeline.PipelineRequest;
import org.llmspace.contracts.pipeline.PipelineTask;
import org.llmspace.pipeline.BuiltinPipelines;
import org.llmspace.pipeline.hub.HubServer;
import org.llmspace.pipeline.hub.TestHubSettings;
import org.llmspace.pipeline.model.ModelException;
import org.llmspace.pipeline.model.ModelException.Reason;
import org.llmspace.pipeline.model.Models;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/// Models that are on the Hub when they are asked for.
class HubModelsTest {

    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    private static final PipelineTask<?> CLASSIFY = new PipelineTask.TextClassification("I love it", null, null, null);

    @TempDir
    private Path cache;
    private final HubServer server = new HubServer().has("tiny/bert-cls", "main", COMMIT, tiny("bert-cls"));

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theFirstCallDownloadsTheModelAndTellsHowFarItIs() {
        server.fails(".onnx", slowly());
        List<PipelineReply> replies = run(pipelines(models()), "tiny/bert-cls", CLASSIFY);
        assertThat(replies.getFirst()).isEqualTo(new PipelineReply.Started("tiny/bert-cls"));
        assertThat(replies).filteredOn(PipelineReply.Progress.class::isInstance).isNotEmpty().last()
                .isInstanceOfSatisfying(PipelineReply.Progress.class,
                        last -> assertThat(last.done()).isEqualTo(last.total()).isGreaterThan(100_000));
        assertThat(replies.getLast()).isInstanceOfSatisfying(PipelineReply.Completed.class,
                done -> assertThat(done.model()).isEqualTo("tiny/bert-cls"));
    }

    @Test
    void manyCallersShareOneDownload() {
        Pipelines pipelines = pipelines(models());
        IntStream.range(0, 12).parallel().forEach(_ -> assertThat(run(pipelines, "tiny/bert-cls", CLASSIFY).getLast())
                .isInstanceOf(PipelineReply.Completed.class));
        assertThat(server.count("GET", "model.onnx")).isOne();
        assertThat(server.count("GET", "/revision/main")).isOne();
    }

    @Test
    void whatIsInTheCacheRunsWithoutTheHub() {
        run(pipelines(models()), "tiny/bert-cls", CLASSIFY);
        server.close();
        Models offline = BuiltinPipelines.models(Optional.empty(), TestHubSettings.offline(cache));
        assertThat(run(pipelines(offline), "tiny/bert-cls", CLASSIFY).getLast()).isInstanceOf(PipelineReply.Completed.class);
        assertThat(run(pipelines(offline), "tiny/bert-cls@" + COMMIT, CLASSIFY).getLast())
                .isInstanceOf(PipelineReply.Completed.class);
        Models unreachable = BuiltinPipelines.models(Optional.empty(),
                TestHubSettings.of(URI.create("http://127.0.0.1:1"), cache));
        assertThat(run(pipelines(unreachable), "tiny/bert-cls", CLASSIFY).getLast())
                .isInstanceOf(PipelineReply.Completed.class);
    }

    @Test
    void aCommitIsNeverAskedForAgain() {
        server.has("tiny/bert-cls", COMMIT, COMMIT, tiny("bert-cls"));
        run(pipelines(models()), "tiny/bert-cls@" + COMMIT, CLASSIFY);
        int before = server.seen().size();
        run(pipelines(models()), "tiny/bert-cls@" + COMMIT, CLASSIFY);
        assertThat(server.seen()).hasSize(before);
    }

    @Test
    void bothGraphsOfAPairAreDownloadedAndNoOthers() {
        Map<String, byte[]> files = new TreeMap<>(tiny("t5"));
        files.put("onnx/decoder_model.onnx", bytes("not wanted"));
        files.put("onnx/encoder_model_quantized.onnx", bytes("not wanted"));
        files.put("pytorch_model.bin", bytes("not wanted"));
        server.has("tiny/t5", "main", COMMIT, files);
        assertThat(run(pipelines(models()), "tiny/t5", new PipelineTask.Text2TextGeneration("hello", null, null, null))
                .getLast()).isInstanceOf(PipelineReply.Completed.class);
        assertThat(server.seen()).extracting(HubServer.Seen::path).noneMatch(path -> path.endsWith("decoder_model.onnx")
                || path.endsWith("_quantized.onnx") || path.endsWith("pytorch_model.bin"));
    }

    @Test
    void theFilesOfAnotherPrecisionAreTakenWhereThePreferredOneIsMissing() {
        Map<String, byte[]> files = new TreeMap<>(tiny("bert-cls"));
        files.put("onnx/model_q4.onnx", bytes("the last choice"));
        files.put("onnx/model_fp16.onnx", Objects.requireNonNull(files.remove("onnx/model.onnx")));
        server.has("tiny/half", "main", COMMIT, files);
        assertThat(run(pipelines(models()), "tiny/half", CLASSIFY).getLast()).isInstanceOf(PipelineReply.Completed.class);
        assertThat(server.count("GET", "model_q4.onnx")).isZero();
    }

    @Test
    void theRepositorySaysWhichPrecisionItPrefers() {
        Map<String, byte[]> files = new TreeMap<>(tiny("bert-cls"));
        files.put("onnx/model_quantized.onnx", Objects.requireNonNull(files.get("onnx/model.onnx")));
        files.put("onnx/model.onnx", bytes("too large"));
        files.put("config.json", bytes(new String(files.get("config.json"), java.nio.charset.StandardCharsets.UTF_8)
                .replaceFirst("\\{", "{\"transformers.js_config\": {\"dtype\": \"q8\"},")));
        server.has("tiny/q8", "main", COMMIT, files);
        assertThat(run(pipelines(models()), "tiny/q8", CLASSIFY).getLast()).isInstanceOf(PipelineReply.Completed.class);
        assertThat(server.count("GET", "onnx/model.onnx")).isZero();
    }

    @Test
    void theListSaysWhereEachModelIs() {
        Models models = models();
        Pipelines pipelines = pipelines(models);
        assertThat(state(pipelines, "tiny/bert-cls")).isEqualTo(ModelState.MISSING);
        assertThat(listed(pipelines)).contains("llm-space/minilm", "Xenova/t5-small").doesNotContain("tiny/bert-cls");
        var downloaded = (PipelineReply.Completed) run(pipelines, "tiny/bert-cls", new PipelineTask.DownloadModel()).getLast();
        assertThat(((PipelineOutput.Models) downloaded.output()).models()).singleElement()
                .satisfies(model -> assertThat(model.state()).isEqualTo(ModelState.AVAILABLE))
                .satisfies(model -> assertThat(model.sizeBytes()).isGreaterThan(100_000));
        assertThat(listed(pipelines)).contains("tiny/bert-cls");
        run(pipelines, "tiny/bert-cls", new PipelineTask.LoadModel());
        assertThat(state(pipelines, "tiny/bert-cls")).isEqualTo(ModelState.LOADED);
        run(pipelines, "tiny/bert-cls", new PipelineTask.UnloadModel());
        assertThat(state(pipelines, "tiny/bert-cls")).isEqualTo(ModelState.AVAILABLE);
        assertThat(pipelines(BuiltinPipelines.models()).describe("some/model").state()).isEqualTo(ModelState.UNAVAILABLE);
    }

    @Test
    void aDownloadInProgressSaysItsShare() {
        server.fails(".onnx", slowly());
        Pipelines pipelines = pipelines(models());
        ModelDescription begun = pipelines.beginDownload("tiny/bert-cls");
        assertThat(begun.state()).isEqualTo(ModelState.DOWNLOADING);
        assertThat(begun.downloadedBytes()).isLessThan(begun.sizeBytes());
        run(pipelines, "tiny/bert-cls", new PipelineTask.DownloadModel());
        assertThat(state(pipelines, "tiny/bert-cls")).isEqualTo(ModelState.AVAILABLE);
        assertThat(server.count("GET", "/revision/main")).isOne();
    }

    @Test
    void aCallThatIsStoppedLetsTheDownloadGoOn() throws InterruptedException {
        server.fails(".onnx", slowly());
        Pipelines pipelines = pipelines(models());
        Thread impatient = Thread.ofVirtual().start(() -> run(pipelines, "tiny/bert-cls", CLASSIFY));
        TimeUnit.MILLISECONDS.sleep(300);
        impatient.interrupt();
        assertThat(impatient.join(java.time.Duration.ofSeconds(1))).isTrue();
        assertThat(run(pipelines, "tiny/bert-cls", CLASSIFY).getLast()).isInstanceOf(PipelineReply.Completed.class);
        assertThat(server.count("GET", "/revision/main")).isOne();
    }

    @Test
    void aRepositoryWithoutGraphsSaysWhatElseCanBeDone() {
        server.has("tiny/torch", "main", COMMIT, Map.of("config.json", bytes("{}"), "pytorch_model.bin", bytes("x")));
        assertThatThrownBy(() -> run(pipelines(models()), "tiny/torch", CLASSIFY)).hasMessageContaining("remote/tiny/torch")
                .isInstanceOfSatisfying(ModelException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NO_ONNX));
        assertThat(server.count("GET", "pytorch_model.bin")).isZero();
    }

    @Test
    void aModelThatCannotBeHadIsAskedForOnceAndCanBeTriedAgain() {
        server.fails("/revision/main", status(403, "X-Error-Code", "GatedRepo"));
        Pipelines pipelines = pipelines(models());
        assertThatThrownBy(() -> run(pipelines, "tiny/bert-cls", CLASSIFY)).hasMessageContaining("HF_TOKEN");
        assertThat(server.seen()).hasSize(1);
        assertThat(run(pipelines, "tiny/bert-cls", CLASSIFY).getLast()).isInstanceOf(PipelineReply.Completed.class);
    }

    private static HubServer.Fault slowly() {
        return (exchange, content) -> {
            try {
                TimeUnit.MILLISECONDS.sleep(1500);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            status(503).answer(exchange, content);
        };
    }

    private Models models() {
        return BuiltinPipelines.models(Optional.empty(), TestHubSettings.of(server.address(), cache));
    }

    private static Pipelines pipelines(Models models) {
        return new Pipelines(models, BuiltinPipelines.providers(), BuiltinPipelines.calls(),
                new SimpleMeterRegistry());
    }

    private static List<PipelineReply> run(Pipelines pipelines, String model, PipelineTask<?> task) {
        try (Stream<PipelineReply> replies = pipelines.run(new PipelineRequest.Call(model, task))) {
            return replies.toList();
        }
    }

    private static ModelState state(Pipelines pipelines, String name) {
        return pipelines.describe(name).state();
    }

    private static List<String> listed(Pipelines pipelines) {
        var all = (PipelineReply.Completed) run(pipelines, "any", new PipelineTask.ListModels(null)).getLast();
        return ((PipelineOutput.Models) all.output()).models().stream().map(ModelDescription::id).toList();
    }

    private static Map<String, byte[]> tiny(String name) {
        Path root = Path.of("src/test/resources/tiny", name);
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(root.relativize(file).toString(), Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }
}
