package org.llmspace.pipeline.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import org.llmspace.pipeline.builtin.BuiltinModel;

/// Which model answers calls of a task that name none: the configured one, else the built-in one, else the one that
/// Hugging Face's own pipelines take.
final class TaskDefaults {

    private static final Map<String, BuiltinModel> BUILTIN = Map.of(
            "text-classification", BuiltinModel.SENTIMENT,
            "token-classification", BuiltinModel.NER,
            "question-answering", BuiltinModel.QA,
            "zero-shot-classification", BuiltinModel.MINILM,
            "summarization", BuiltinModel.MINILM,
            "feature-extraction", BuiltinModel.MINILM,
            "sentence-similarity", BuiltinModel.MINILM,
            "tokenize", BuiltinModel.MINILM,
            "detokenize", BuiltinModel.MINILM);
    private static final Map<String, String> HUB = Map.ofEntries(
            Map.entry("text-classification", "Xenova/distilbert-base-uncased-finetuned-sst-2-english"),
            Map.entry("token-classification", "Xenova/bert-base-multilingual-cased-ner-hrl"),
            Map.entry("question-answering", "Xenova/distilbert-base-cased-distilled-squad"),
            Map.entry("fill-mask", "onnx-community/ettin-encoder-32m-ONNX"),
            Map.entry("zero-shot-classification", "Xenova/distilbert-base-uncased-mnli"),
            Map.entry("summarization", "Xenova/distilbart-cnn-6-6"),
            Map.entry("translation", "Xenova/t5-small"),
            Map.entry("text2text-generation", "Xenova/flan-t5-small"),
            Map.entry("text-generation", "onnx-community/Qwen3-0.6B-ONNX"),
            Map.entry("feature-extraction", "onnx-community/all-MiniLM-L6-v2-ONNX"),
            Map.entry("sentence-similarity", "onnx-community/all-MiniLM-L6-v2-ONNX"),
            Map.entry("text-to-speech", "Xenova/mms-tts-eng"),
            Map.entry("automatic-speech-recognition", "Xenova/whisper-tiny.en"),
            Map.entry("image-classification", "Xenova/vit-base-patch16-224"),
            Map.entry("text-to-image", "remote/black-forest-labs/FLUX.1-schnell"),
            Map.entry("image-to-text", "Xenova/vit-gpt2-image-captioning"));
    /// Those whose full precision is more than most machines want.
    private static final Map<String, String> DTYPES = Map.of("onnx-community/Qwen3-0.6B-ONNX", "q4");

    private final ModelSettings settings;

    TaskDefaults(ModelSettings settings) {
        this.settings = settings;
        settings.dtype().filter(dtype -> !dtype.equals("auto")).ifPresent(Dtype::named);
    }

    /// The model of a task.
    Optional<String> of(String task) {
        Optional<String> builtin = Optional.ofNullable(BUILTIN.get(task)).map(BuiltinModel::modelName)
                .or(() -> Optional.of(LocalVoice.NAME)
                        .filter(voice -> task.equals("text-to-speech") && LocalVoice.named(voice).isPresent()));
        Optional<String> hub = Optional.ofNullable(HUB.get(task));
        return Optional.ofNullable(settings.defaults().get(task))
                .or(() -> settings.preferHub() ? hub.or(() -> builtin) : builtin.or(() -> hub));
    }

    /// The models that are taken where nobody names one, of the Hub and elsewhere.
    static Stream<String> ofHub() {
        return HUB.values().stream().distinct().sorted();
    }

    /// The tasks of such a model; empty if it is none.
    static List<String> tasksOf(String model) {
        return HUB.entrySet().stream().filter(entry -> entry.getValue().equals(model)).map(Map.Entry::getKey).sorted()
                .toList();
    }

    /// The precision that a model is preferred in.
    String dtypeOf(String repository) {
        return settings.dtype().orElse(DTYPES.getOrDefault(repository, "auto"));
    }
}
