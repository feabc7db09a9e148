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
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.llmspace.pipeline.builtin.BuiltinModel;
import org.llmspace.pipeline.hub.Hub;
import org.llmspace.pipeline.hub.ModelName;
import org.llmspace.pipeline.model.ModelEntry.State;
import org.llmspace.pipeline.model.ModelException.Reason;
import org.llmspace.pipeline.onnx.OnnxRuntime;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.configuration.MemorySize;

/// Finds models by name and loads each one once.
@ApplicationScoped
public class Models {

    private static final Logger LOG = Logger.getLogger(Models.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TEXT_TO_SPEECH = "text-to-speech";

    private final ModelSettings settings;
    private final TaskDefaults defaults;
    private final OnnxRuntime runtime;
    private final Hub hub;
    private final HubModels hubModels;
    private final MeterRegistry meters;
    private final Map<String, CompletableFuture<Model>> loaded = new ConcurrentHashMap<>();
    private final ModelMemory memory;

    public Models(ModelSettings settings, OnnxRuntime runtime, Hub hub, MeterRegistry meters) {
        this.settings = settings;
        this.defaults = new TaskDefaults(settings);
        this.runtime = runtime;
        this.hubModels = new HubModels(hub, defaults::dtypeOf);
        this.hub = hub;
        this.meters = meters;
        this.memory = new ModelMemory(loaded, settings.memory().map(MemorySize::asLongValue).orElseGet(ModelMemory::half));
        meters.gauge("llmspace.models.bytes", memory, ModelMemory::bytes);
    }

    /// The name of the model that answers calls of a task that name none.
    ///
    /// @throws ModelException if there is none
    public String defaultFor(String task) {
        return defaults.of(task).orElseThrow(() -> new ModelException(Reason.NOT_FOUND,
                "The task %s has no default model; name a model, or set llmspace.models.defaults.\"%s\"".formatted(task,
                        task)));
    }

    /// What has to come from the Hub before a model can be loaded, and is on its way now; empty if nothing has to.
    ///
    /// @throws ModelException if the name is none
    public Optional<Download> arriving(String name) {
        if (loaded.containsKey(name) || local(name).isPresent() || LocalVoice.named(name).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(hubModels.download(parse(name))).filter(download -> !download.isHere());
    }

    /// The model of a name, ready to run; waits while it is downloaded and loaded.
    ///
    /// @throws ModelException if it is not there or cannot be used
    public Model get(String name) {
        while (true) {
            CompletableFuture<Model> known = loaded.get(name);
            try {
                return Waiting.on(known == null ? load(name, find(name)) : known);
            } catch (CancellationException e) {
                if (known == null || Thread.currentThread().isInterrupted()) {
                    throw e;
                } // whoever loaded it was stopped; others still want it
            }
        }
    }

    /// The task that a model is made for, by the Hub's name.
    ///
    /// @throws ModelException if it is not there or cannot be used
    public String taskOf(String name) {
        if (LocalVoice.named(name).isPresent()) {
            return TEXT_TO_SPEECH;
        }
        return find(name).read("config.json").map(Models::taskOf).orElseThrow(() -> new ModelException(Reason.UNUSABLE,
                "%s has no config.json; download it again, or name the task".formatted(name)));
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
            model.open();
            return entry(name);
        });
    }

    /// Takes a model out of memory when the calls that use it have ended.
    ///
    /// @throws ModelException if there is no such model on this machine
    public ModelEntry unload(String name) {
        CompletableFuture<Model> model = loaded.get(name);
        if (model != null && model.isDone() && loaded.remove(name, model)) {
            model.join().close();
        }
        ModelEntry entry = entry(name);
        if (entry.state() == State.MISSING || entry.state() == State.OUT_OF_REACH) {
            throw new ModelException(Reason.NOT_FOUND, "%s is not on this machine; see the models that are".formatted(name));
        }
        return entry;
    }

    /// All models that can be used: the built-in ones, those of the folder, those of the Hub that are here, and those
    /// that would come from there if nobody names one.
    public List<ModelEntry> list() {
        Stream<String> builtin = Stream.concat(Arrays.stream(BuiltinModel.values()).map(BuiltinModel::modelName),
                Stream.of(LocalVoice.NAME).filter(name -> LocalVoice.named(name).isPresent()));
        Stream<String> folder = settings.folder().stream().flatMap(Models::namesIn);
        Stream<String> here = Stream.of(hubModels.cached(), hubModels.running()).flatMap(List::stream)
                .map(ModelName::toString);
        return Stream
                .of(builtin, folder, here, loaded.keySet().stream().sorted(),
                        TaskDefaults.ofHub().filter(name -> !isRemote(name)))
                .flatMap(names -> names).distinct().map(this::entry).toList();
    }

    /// The names of models that run elsewhere and are taken where nobody names one.
    public List<String> remoteDefaults() {
        return TaskDefaults.ofHub().filter(Models::isRemote).toList();
    }

    /// The tasks for which a model is taken where nobody names one.
    public static List<String> tasksOf(String name) {
        return TaskDefaults.tasksOf(name);
    }

    private static boolean isRemote(String name) {
        return name.startsWith("remote/");
    }

    /// A model, wherever it is.
    ///
    /// @throws ModelException if the name is none
    public ModelEntry entry(String name) {
        if (LocalVoice.named(name).isPresent()) {
            return new ModelEntry(name, List.of(TEXT_TO_SPEECH), "builtin", State.AVAILABLE, null, null);
        }
        Optional<ModelFiles> here = local(name);
        if (here.isPresent()) {
            return here(name, here.get());
        }
        ModelName hubName = parse(name);
        Optional<Download> download = hubModels.running(hubName);
        if (download.isPresent()) {
            long total = download.get().totalBytes();
            return elsewhere(name, State.DOWNLOADING, total == 0 ? null : total, download.get().doneBytes());
        }
        return hubModels.cached(hubName).map(folder -> here(name, new ModelFiles.Folder(folder)))
                .orElseGet(() -> elsewhere(name, hub.isOffline() ? State.OUT_OF_REACH : State.MISSING, null, null));
    }

    private static ModelEntry elsewhere(String name, State state, @Nullable Long size, @Nullable Long downloaded) {
        return new ModelEntry(name, TaskDefaults.tasksOf(name), "onnx", state, size, downloaded);
    }

    private ModelEntry here(String name, ModelFiles files) {
        return new ModelEntry(name, files.read("config.json").map(Models::taskOf).stream().toList(), files.backend(),
                state(name), files.sizeBytes(), null);
    }

    private ModelEntry.State state(String name) {
        CompletableFuture<Model> model = loaded.get(name);
        if (model == null) {
            return State.AVAILABLE;
        }
        return model.isDone() ? State.LOADED : State.LOADING;
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

    /// Loads a model unless another thread does.
    private CompletableFuture<Model> load(String name, ModelFiles files) {
        CompletableFuture<Model> mine = new CompletableFuture<>();
        CompletableFuture<Model> earlier = loaded.putIfAbsent(name, mine);
        if (earlier != null) {
            return earlier;
        }
        long start = System.nanoTime();
        try {
            Model model = new Model(name, files, runtime, defaults.dtypeOf(name), memory::makeRoom);
            long took = System.nanoTime() - start;
            LOG.infof("model %s is read, %d ms", name, TimeUnit.NANOSECONDS.toMillis(took));
            // not by name: names of the Hub have no end
            meters.timer("llmspace.model.load", "backend", files.backend(), "task", model.task()).record(took,
                    TimeUnit.NANOSECONDS);
            mine.complete(model);
        } catch (RuntimeException e) {
            loaded.remove(name, mine); // the next call tries again
            mine.completeExceptionally(Thread.currentThread().isInterrupted() ? new CancellationException("stopped") : e);
        }
        return mine;
    }

    private ModelFiles find(String name) {
        return local(name).orElseGet(() -> new ModelFiles.Folder(hubModels.download(parse(name)).folder()));
    }

    /// The files of a model that has nothing to do with the Hub.
    private Optional<ModelFiles> local(String name) {
        Optional<ModelFiles> builtin = BuiltinModel.named(name).map(ModelFiles.Bundled::new);
        return builtin.or(() -> folder(name).map(ModelFiles.Folder::new));
    }

    private Optional<Path> folder(String name) {
        ModelName parsed = parse(name);
        Optional<Path> folder = settings.folder().map(root -> root.resolve(parsed.repository())).filter(Files::isDirectory);
        if (folder.isPresent() && !Files.isRegularFile(folder.get().resolve("config.json"))) {
            throw new ModelException(Reason.UNUSABLE,
                    "%s is a folder here without config.json; put the model into it in the layout of a Hub repository, with config.json, tokenizer.json and onnx/, or take the folder away"
                            .formatted(name));
        }
        return folder;
    }

    private static ModelName parse(String name) {
        try {
            return ModelName.parse(name);
        } catch (IllegalArgumentException e) {
            throw new ModelException(Reason.NOT_FOUND, String.valueOf(e.getMessage()), e);
        }
    }
}
