package org.llmspace.pipeline.model;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.llmspace.pipeline.model.ModelException.Reason;
import org.llmspace.pipeline.onnx.OnnxException;
import org.llmspace.pipeline.onnx.OnnxRuntime;
import org.llmspace.pipeline.onnx.OnnxSession;
import org.llmspace.pipeline.tokenizer.Tokenizer;
import org.llmspace.pipeline.tokenizer.TokenizerException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/// A model with its files, its tokenizer and its graphs, which are opened when they are first asked for.
public final class Model implements AutoCloseable {

    private static final Map<String, String> TASKS = Map.ofEntries(
            Map.entry("ForSequenceClassification", "text-classification"),
            Map.entry("ForTokenClassification", "token-classification"),
            Map.entry("ForQuestionAnswering", "question-answering"),
            Map.entry("ForMaskedLM", "fill-mask"),
            Map.entry("ForCausalLM", "text-generation"),
            Map.entry("LMHeadModel", "text-generation"),
            Map.entry("ForConditionalGeneration", "text2text-generation"),
            Map.entry("WhisperForConditionalGeneration", "automatic-speech-recognition"),
            Map.entry("ForCTC", "automatic-speech-recognition"),
            Map.entry("MarianMTModel", "translation"),
            Map.entry("ForImageClassification", "image-classification"),
            Map.entry("VisionEncoderDecoderModel", "image-to-text"),
            Map.entry("VitsModel", "text-to-speech"));
    /// Their class says only that they generate text from text.
    private static final Set<String> TRANSLATORS = Set.of("m2m_100", "nllb-moe", "mbart");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String name;
    private final ModelFiles files;
    private final OnnxRuntime runtime;
    private final ModelConfig config;
    private final GraphFiles graphs;
    private final @Nullable Tokenizer tokenizer;
    private final boolean marksSubwords;
    private final Map<String, OnnxSession> sessions = new ConcurrentHashMap<>();
    private final Map<Class<?>, Object> kept = new ConcurrentHashMap<>();
    private final LongConsumer room;
    private int users;
    private long lastUsed = System.nanoTime();
    private boolean closed;

    /// Reads the small files.
    ///
    /// @param dtype the preferred precision
    /// @param room is told how many bytes more are needed before a graph is opened, and 0 when some may have become too many
    /// @throws ModelException if one that is needed is missing or broken
    Model(String name, ModelFiles files, OnnxRuntime runtime, String dtype, LongConsumer room) {
        this.name = name;
        this.files = files;
        this.runtime = runtime;
        this.room = room;
        this.config = new ModelConfig(needed("config.json"));
        this.graphs = new GraphFiles(files::has, config.json(), dtype);
        boolean readsText = files.has("tokenizer.json") || !files.has("preprocessor_config.json");
        JsonNode tokenizerJson = readsText ? needed("tokenizer.json") : JSON.nullNode();
        this.marksSubwords = !tokenizerJson.at("/model/continuing_subword_prefix").asText("").isEmpty();
        try {
            this.tokenizer = !readsText ? null : Tokenizer.parse(tokenizerJson, json("tokenizer_config.json").orElse(null));
        } catch (TokenizerException e) {
            throw new ModelException(Reason.UNUSABLE, "The tokenizer of %s cannot be used: %s".formatted(name,
                    e.getMessage()), e);
        }
    }

    public String name() {
        return name;
    }

    public ModelConfig config() {
        return config;
    }

    /// @throws ModelException if the model reads no text
    public Tokenizer tokenizer() {
        if (tokenizer == null) {
            throw new ModelException(Reason.WRONG_TASK,
                    "%s has no tokenizer.json, so it reads no text; use a model for text".formatted(name));
        }
        return tokenizer;
    }

    /// Whether tokens that continue a word are spelled with a prefix, as `##ing`.
    public boolean marksSubwords() {
        return marksSubwords;
    }

    /// The task that the model is made for, by the Hub's name.
    public String task() {
        return taskOf(config);
    }

    static String taskOf(ModelConfig config) {
        if (TRANSLATORS.contains(config.modelType())) {
            return "translation";
        }
        return TASKS.entrySet().stream().filter(entry -> config.isArchitecture(entry.getKey()))
                .max(Comparator.comparingInt(entry -> entry.getKey().length())) // the most exact name
                .map(Map.Entry::getValue).orElse("feature-extraction");
    }

    /// A file of JSON, empty if the model has none of that name.
    ///
    /// @throws ModelException if it is no JSON
    public Optional<JsonNode> json(String file) {
        return files.read(file).map(content -> {
            try {
                return JSON.readTree(content);
            } catch (IOException e) {
                throw new ModelException(Reason.UNUSABLE,
                        "%s of %s is no JSON; download the model again".formatted(file, name), e);
            }
        });
    }

    /// A file as it is, empty if the model has none of that name.
    public Optional<byte[]> file(String name) {
        return files.read(name);
    }

    /// What somebody makes of the model's files, kept as long as the model is loaded.
    public <T> T kept(Class<T> kind, Supplier<T> make) {
        return kind.cast(kept.computeIfAbsent(kind, _ -> make.get()));
    }

    /// A graph by its name, for instance `model` or `decoder_model_merged`, in the best precision there is.
    ///
    /// @throws ModelException if there is none or it cannot be loaded
    public OnnxSession session(String graph) {
        OnnxSession open = sessions.get(graph);
        if (open == null) {
            open = sessions.computeIfAbsent(graph, this::open);
            room.accept(0);
        }
        return open;
    }

    /// Whether there is a graph of that name.
    public boolean hasSession(String graph) {
        return graphs.file(graph).isPresent();
    }

    /// The names of the graphs that the model needs to run.
    public List<String> graphs() {
        return graphs.graphs();
    }

    /// The longest input in tokens that both tokenizer and graph allow.
    public int maxTokens() {
        int positions = config.maxPositions().orElse(Integer.MAX_VALUE);
        return Math.min(positions, tokenizer().config().modelMaxLength());
    }

    /// Opens all graphs that the model needs to run.
    void open() {
        List<String> needed = graphs.graphs();
        (needed.isEmpty() ? List.of("model") : needed).forEach(this::session);
    }

    /// What runs the model.
    String backend() {
        return files.backend();
    }

    /// Keeps the model from being closed until [#leave()].
    ///
    /// @return whether it was still open
    synchronized boolean enter() {
        users += closed ? 0 : 1;
        lastUsed = System.nanoTime();
        return !closed;
    }

    public void leave() {
        synchronized (this) {
            users--;
            lastUsed = System.nanoTime();
            if (closed && users == 0) {
                closeSessions();
            }
        }
        room.accept(0); // while it was in use it may have been one too many
    }

    /// Frees the memory as soon as nobody is in.
    @Override
    public synchronized void close() {
        closed = true;
        if (users == 0) {
            closeSessions();
        }
    }

    /// Lets nobody in any more, unless somebody is in.
    ///
    /// @return whether nobody is in, so that [#close()] frees the memory at once
    synchronized boolean retire() {
        closed |= users == 0;
        return closed && users == 0;
    }

    /// When somebody was last in, by [System#nanoTime()].
    synchronized long lastUsed() {
        return lastUsed;
    }

    /// What the open graphs take.
    long sizeBytes() {
        return sessions.values().stream().mapToLong(OnnxSession::sizeBytes).sum();
    }

    private void closeSessions() {
        sessions.values().forEach(OnnxSession::close);
        sessions.clear();
    }

    private JsonNode needed(String file) {
        return json(file).filter(JsonNode::isObject).orElseThrow(() -> new ModelException(Reason.UNUSABLE,
                "%s has no %s; use a repository in ONNX layout, with config.json, tokenizer.json and onnx/".formatted(
                        name, file)));
    }

    private ModelException missing(String graph) {
        return graphs().isEmpty() || graphs().contains(graph)
                ? new ModelException(Reason.UNUSABLE,
                        "%s has no onnx/%s.onnx; export it to ONNX, for instance with optimum".formatted(name, graph))
                : new ModelException(Reason.WRONG_TASK,
                        "%s is made for %s and has no onnx/%s.onnx, which this task needs; use a model of this task"
                                .formatted(name, task(), graph));
    }

    private OnnxSession open(String graph) {
        String file = graphs.file(graph).orElseThrow(() -> missing(graph));
        try {
            return files.open(runtime, file, room);
        } catch (OnnxException e) {
            throw new ModelException(Reason.UNUSABLE, "%s: %s".formatted(name, e.getMessage()), e);
        }
    }
}
