package org.llmspace.pipeline.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;
import org.llmspace.pipeline.builtin.BuiltinModel;
import org.llmspace.pipeline.hub.ModelName;
import org.llmspace.pipeline.model.ModelException.Reason;
import org.llmspace.pipeline.onnx.OnnxRuntime;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.micrometer.core.instrument.MeterRegistry;

/// Finds models by name and loads each one once.
@ApplicationScoped
public class Models {

    private static final Logger LOG = Logger.getLogger(Models.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, BuiltinModel> BUILTIN_DEFAULTS = Map.of(
            "text-classification", BuiltinModel.SENTIMENT,
            "token-classification", BuiltinModel.NER,
            "question-answering", BuiltinModel.QA,
            "zero-shot-classification", BuiltinModel.MINILM,
            "summarization", BuiltinModel.MINILM,
            "feature-extraction", BuiltinModel.MINILM,
            "sentence-similarity", BuiltinModel.MINILM,
            "tokenize", BuiltinModel.MINILM,
            "detokenize", BuiltinModel.MINILM);

    private final ModelSettings settings;
    private final OnnxRuntime runtime;
    private final MeterRegistry meters;
    private final Map<String, CompletableFuture<Model>> loaded = new ConcurrentHashMap<>();

    public Models(ModelSettings settings, OnnxRuntime runtime, MeterRegistry meters) {
        this.settings = settings;
        this.runtime = runtime;
        this.meters = meters;
    }

    /// The name of the model that answers calls of a task that name none.
    ///
    /// @throws ModelException if there is none
    public String defaultFor(String task) {
        String configured = settings.defaults().get(task);
        if (configured != null) {
            return configured;
        }
        BuiltinModel builtin = BUILTIN_DEFAULTS.get(task);
        if (builtin == null) {
            throw new ModelException(Reason.NOT_FOUND,
                    "The task %s has no default model; name a model, or set llmspace.models.defaults.\"%s\""
                            .formatted(task, task));
        }
        return builtin.modelName();
    }

    /// The model of a name, ready to run; waits while it is loaded.
    ///
    /// @throws ModelException if it is not there or cannot be used
    public Model get(String name) {
        CompletableFuture<Model> mine = new CompletableFuture<>();
        CompletableFuture<Model> earlier = loaded.putIfAbsent(name, mine);
        if (earlier == null) {
            load(name, mine);
        }
        try {
            return (earlier == null ? mine : earlier).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException reason ? reason : e;
        }
    }

    /// Does something with a model, which stays open meanwhile.
    ///
    /// @throws ModelException if it is not there or cannot be used
    public <T> T with(String name, Function<Model, T> work) {
        Model model = enter(name);
        try {
            return work.apply(model);
        } finally {
            model.leave();
        }
    }

    /// A model that stays open until the caller leaves it.
    ///
    /// @throws ModelException if it is not there or cannot be used
    public Model enter(String name) {
        while (true) {
            Model model = get(name);
            if (model.enter()) {
                return model;
            }
        }
    }

    /// Makes a model ready to run.
    ///
    /// @throws ModelException if it is not there or cannot be used
    public ModelEntry load(String name) {
        return with(name, model -> {
            if (model.isOneGraph()) {
                model.session("model");
            }
            return entry(name);
        });
    }

    /// Takes a model out of memory when the calls that use it have ended.
    ///
    /// @throws ModelException if there is no such model
    public ModelEntry unload(String name) {
        CompletableFuture<Model> model = loaded.get(name);
        if (model != null && model.isDone() && loaded.remove(name, model)) {
            model.join().close();
        }
        return entry(name);
    }

    /// All models that can be used, the built-in ones first.
    public List<ModelEntry> list() {
        Stream<String> builtin = Arrays.stream(BuiltinModel.values()).map(BuiltinModel::modelName);
        return Stream.concat(builtin, settings.folder().stream().flatMap(Models::namesIn)).map(this::entry).toList();
    }

    private ModelEntry entry(String name) {
        ModelFiles files = find(name);
        return new ModelEntry(name, files.read("config.json").map(Models::taskOf).stream().toList(), files, state(name));
    }

    private ModelEntry.State state(String name) {
        CompletableFuture<Model> model = loaded.get(name);
        if (model == null) {
            return ModelEntry.State.AVAILABLE;
        }
        return model.isDone() ? ModelEntry.State.LOADED : ModelEntry.State.LOADING;
    }

    private static String taskOf(byte[] config) {
        try {
            return Model.taskOf(new ModelConfig(JSON.readTree(config)));
        } catch (IOException e) {
            return "unknown"; // a call of the model says what is wrong with it
        }
    }

    private static Stream<String> namesIn(Path folder) {
        try (Stream<Path> files = Files.walk(folder, 3)) {
            return files.filter(file -> file.endsWith("config.json")).map(file -> folder.relativize(file).getParent())
                    .filter(Objects::nonNull).map(name -> name.toString().replace('\\', '/')).sorted().toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException("The models folder cannot be read: " + e.getMessage(), e);
        }
    }

    @PreDestroy
    void stop() {
        for (var model : loaded.values()) {
            var _ = model.thenAccept(Model::close);
        }
        loaded.clear();
    }

    private void load(String name, CompletableFuture<Model> result) {
        long start = System.nanoTime();
        try {
            Model model = new Model(name, find(name), runtime);
            long took = System.nanoTime() - start;
            LOG.infof("model %s is read, %d ms", name, TimeUnit.NANOSECONDS.toMillis(took));
            meters.timer("llmspace.model.load", "model", name).record(took, TimeUnit.NANOSECONDS);
            result.complete(model);
        } catch (RuntimeException e) {
            loaded.remove(name, result); // the next call tries again
            result.completeExceptionally(e);
        }
    }

    private ModelFiles find(String name) {
        Optional<BuiltinModel> builtin = BuiltinModel.named(name);
        if (builtin.isPresent()) {
            return new ModelFiles.Bundled(builtin.get());
        }
        return folder(name).map(ModelFiles.Folder::new).orElseThrow(() -> new ModelException(Reason.NOT_FOUND,
                "There is no model %s; put its repository in ONNX layout into <models folder>/%s and set LLMSPACE_MODELS_FOLDER"
                        .formatted(name, name)));
    }

    private Optional<Path> folder(String name) {
        ModelName parsed = parse(name);
        return settings.folder().map(root -> root.resolve(parsed.repository()))
                .filter(path -> Files.isRegularFile(path.resolve("config.json")));
    }

    private static ModelName parse(String name) {
        try {
            return ModelName.parse(name);
        } catch (IllegalArgumentException e) {
            throw new ModelException(Reason.NOT_FOUND, String.valueOf(e.getMessage()), e);
        }
    }
}
