package org.llmspace.pipeline.builtin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/// A model on the class path: which file of a Hub repository's layout is found where.
public enum BuiltinModel {

    /// The sentence encoder of the documented dependency, int8: embeddings, similarity, zero-shot classification.
    MINILM("builtin/all-MiniLM-L6-v2", Map.of(
            "config.json", "org/llmspace/pipeline/builtin/minilm/config.json",
            "tokenizer_config.json", "org/llmspace/pipeline/builtin/minilm/tokenizer_config.json",
            "tokenizer.json", "all-minilm-l6-v2-q-tokenizer.json",
            "onnx/model_quantized.onnx", "all-minilm-l6-v2-q.onnx"));

    private final String modelName;
    private final Map<String, String> resources;

    BuiltinModel(String modelName, Map<String, String> resources) {
        this.modelName = modelName;
        this.resources = resources;
    }

    /// The name that calls and replies use, in the form of the Hub's names.
    public String modelName() {
        return modelName;
    }

    public static Optional<BuiltinModel> named(String modelName) {
        return Arrays.stream(values()).filter(model -> model.modelName.equals(modelName)).findFirst();
    }

    public boolean has(String file) {
        return resources.containsKey(file);
    }

    /// The content of one file.
    ///
    /// @throws IllegalArgumentException if the model has no such file
    public byte[] read(String file) {
        String resource = resources.get(file);
        if (resource == null) {
            throw new IllegalArgumentException("%s has no file %s".formatted(modelName, file));
        }
        try (InputStream content = BuiltinModel.class.getClassLoader().getResourceAsStream(resource)) {
            if (content == null) {
                throw new IllegalStateException("resource %s is missing from this build".formatted(resource));
            }
            return content.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
