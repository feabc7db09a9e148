package org.llmspace.pipeline.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

/// What `config.json` says about a model.
public final class ModelConfig {

    /// Their positions begin after the number of the padding token, so that the first ones are never used.
    private static final Set<String> COUNT_FROM_PADDING = Set.of("roberta", "xlm-roberta", "camembert", "mpnet", "longformer",
            "data2vec-text", "xlm-roberta-xl", "ibert");

    private final JsonNode json;
    private final List<String> labels;

    ModelConfig(JsonNode json) {
        this.json = json;
        this.labels = readLabels(json.path("id2label"), json.path("num_labels").asInt(0));
    }

    /// The whole file, for settings that only one kind of model has.
    public JsonNode json() {
        return json;
    }

    public String modelType() {
        return json.path("model_type").asText("");
    }

    /// Whether the model is of a class for a purpose, for instance `ForTokenClassification`.
    public boolean isArchitecture(String suffix) {
        for (JsonNode architecture : json.path("architectures")) {
            if (architecture.asText().endsWith(suffix)) {
                return true;
            }
        }
        return false;
    }

    /// The labels by their index; empty if the model names none.
    public List<String> labels() {
        return labels;
    }

    /// The name of a label, `LABEL_<index>` if the model names none.
    public String label(int index) {
        return index < labels.size() ? labels.get(index) : "LABEL_" + index;
    }

    /// Whether the model names as many labels as it answers with; it may also name none.
    public boolean namesLabels(int count) {
        int named = json.path("id2label").size();
        return named == 0 || named == count;
    }

    /// The index of the first label whose name begins so, in any case.
    public OptionalInt labelStarting(String prefix) {
        for (int i = 0; i < labels.size(); i++) {
            if (labels.get(i).toLowerCase(Locale.ROOT).startsWith(prefix)) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }

    public Optional<String> problemType() {
        return Optional.ofNullable(json.path("problem_type").textValue());
    }

    /// The longest input in tokens, if the model has a limit.
    public OptionalInt maxPositions() {
        int positions = json.path("max_position_embeddings").asInt(0);
        if (COUNT_FROM_PADDING.contains(modelType())) {
            positions -= json.path("pad_token_id").asInt(1) + 1;
        }
        return positions > 0 ? OptionalInt.of(positions) : OptionalInt.empty();
    }

    private static List<String> readLabels(JsonNode id2label, int count) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < Math.max(count, id2label.size()); i++) {
            names.add(id2label.path(Integer.toString(i)).asText("LABEL_" + i));
        }
        return List.copyOf(names);
    }
}
