package org.llmspace.pipeline.builtin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A model on the class path: which file of a Hub repository's layout is found where.
public enum BuiltinModel {

    /// The sentence encoder of the documented dependency, int8: embeddings, similarity, zero-shot classification,
    /// extractive summaries.
    MINILM("llm-space/minilm", Map.of("tokenizer.json", "all-minilm-l6-v2-q-tokenizer.json",
            "onnx/model_quantized.onnx", "all-minilm-l6-v2-q.onnx")),
    /// Whether a text is positive or negative.
    SENTIMENT("llm-space/sentiment", Map.of()),
    /// Persons, organizations, places and other names.
    NER("llm-space/ner", Map.of()),
    /// Where in a text the answer to a question is.
    QA("llm-space/qa", Map.of());

    private static final List<String> LARGE_FILES = List.of("onnx/model_quantized.onnx", "tokenizer.json");

    private final String modelName;
    private final Map<String, String> elsewhere;

    /// @param elsewhere resources of files that are not in the model's own folder
    BuiltinModel(String modelName, Map<String, String> elsewhere) {
        this.modelName = modelName;
        this.elsewhere = elsewhere;
    }

    /// The name that calls and replies use, in the form of the Hub's names.
    public String modelName() {
        return modelName;
    }

    public static Optional<BuiltinModel> named(String modelName) {
        return Arrays.stream(values()).filter(model -> model.modelName.equals(modelName)).findFirst();
    }

    public boolean has(String file) {
        return BuiltinModel.class.getClassLoader().getResource(resource(file)) != null;
    }

    /// What the model's graph and tokenizer take.
    public long sizeBytes() {
        return LARGE_FILES.stream().mapToLong(this::sizeBytes).sum();
    }

    private long sizeBytes(String file) {
        URL resource = BuiltinModel.class.getClassLoader().getResource(resource(file));
        try {
            return resource == null ? 0 : resource.openConnection().getContentLengthLong();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The content of one file.
    ///
    /// @throws IllegalArgumentException if the model has no such file
    public byte[] read(String file) {
        try (InputStream content = BuiltinModel.class.getClassLoader().getResourceAsStream(resource(file))) {
            if (content == null) {
                throw new IllegalArgumentException("%s has no file %s".formatted(modelName, file));
            }
            return content.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String resource(String file) {
        return elsewhere.getOrDefault(file, "models/" + modelName + "/" + file);
    }
}
