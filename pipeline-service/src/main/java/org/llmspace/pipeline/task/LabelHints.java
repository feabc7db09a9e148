package org.llmspace.pipeline.task;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.StreamSupport;

import org.llmspace.contracts.pipeline.PipelineTask.TextClassification;
import org.llmspace.pipeline.model.Encoder;
import org.llmspace.pipeline.model.Model;
import org.llmspace.pipeline.model.Models;
import org.llmspace.pipeline.model.SentenceEncoder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

/// What helps to judge labels that name no subject, from a model's `zero_shot_labels.json`: sentences that texts of such a
/// kind say, another model that tells praise from blame, and which labels a question mark speaks for. A model without that
/// file gets no help. One serves all calls of a model that is loaded.
final class LabelHints {

    private final Models models;
    private final JsonNode judged;
    private final JsonNode asking;
    private final Map<String, List<String>> said = new HashMap<>();
    private final Map<String, List<float[]>> directions = new ConcurrentHashMap<>();

    LabelHints(Model model, Models models) {
        this.models = models;
        JsonNode hints = model.json("zero_shot_labels.json").orElse(MissingNode.getInstance());
        this.judged = hints.path("judged");
        this.asking = hints.path("asking");
        for (JsonNode kind : hints.path("said")) {
            List<String> texts = strings(kind.path("texts"));
            strings(kind.path("labels")).forEach(label -> said.put(label, texts));
        }
    }

    /// Vectors of what texts with a label say; none if nothing is known about it.
    List<float[]> said(String label, SentenceEncoder encoder) {
        List<String> texts = said.getOrDefault(key(label), List.of());
        if (texts.isEmpty()) {
            return List.of();
        }
        List<float[]> known = directions.get(key(label));
        if (known == null) {
            known = encoder.directions(texts);
            directions.put(key(label), known);
        }
        return known;
    }

    /// What the text adds to the closeness of each label by praise or blame, or by asking.
    double[] bonuses(String text, List<String> labels) {
        boolean asked = text.stripTrailing().endsWith("?");
        double praise = labels.stream().anyMatch(label -> judged.path("labels").has(key(label)))
                ? models.with(judged.path("model").asText(), model -> praise(model, text))
                : 0;
        return labels.stream().mapToDouble(label -> bonus(key(label), praise)
                + (asked ? asking.path(key(label)).asDouble() : 0)).toArray();
    }

    private double bonus(String label, double praise) {
        JsonNode side = judged.path("labels").path(label);
        double fit = side.asInt() == 0 ? 0.5 - Math.abs(praise) : side.asInt() * praise;
        return side.isNumber() ? judged.path("weight").asDouble() * fit : 0;
    }

    /// From -1, blame, to 1, praise.
    private static double praise(Model model, String text) {
        return new TextClassificationPipeline(new Encoder(model)).run(new TextClassification(text, null, null, null)).labels()
                .stream().mapToDouble(label -> label.label().equals("POSITIVE") ? label.score() : -label.score()).sum();
    }

    private static String key(String label) {
        return label.strip().toLowerCase(Locale.ROOT);
    }

    private static List<String> strings(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
    }
}
