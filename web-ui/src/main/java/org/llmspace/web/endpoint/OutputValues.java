package org.llmspace.web.endpoint;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.pipeline.LabelScore;
import org.llmspace.contracts.pipeline.PipelineOutput;

/// What a pipeline answered, as the values of Gradio's components; images and recordings as they are.
final class OutputValues {

    private OutputValues() {
    }

    static List<@Nullable Object> of(PipelineOutput output, Inputs inputs) {
        return switch (output) {
            case PipelineOutput.Classification(var labels) -> one(label(labels));
            case PipelineOutput.Entities(var entities) ->
                one(highlighted(inputs.textIfAny("inputs").orElse(""), entities));
            case PipelineOutput.Answers(var answers) -> answers(answers);
            case PipelineOutput.FilledMasks(var masks) -> one(label(masks.stream().flatMap(List::stream)
                    .map(filling -> new LabelScore(filling.sequence(), filling.score())).toList()));
            case PipelineOutput.GeneratedTexts(var texts) ->
                one(texts.isEmpty() ? null : texts.getFirst().generatedText());
            case PipelineOutput.Summaries(var texts) -> one(texts.isEmpty() ? null : texts.getFirst().summaryText());
            case PipelineOutput.Translations(var texts) ->
                one(texts.isEmpty() ? null : texts.getFirst().translationText());
            case PipelineOutput.Embeddings(var vectors) -> one(vectors);
            case PipelineOutput.Similarities(var scores) -> one(scores);
            case PipelineOutput.Transcript(var text, var _) -> one(text);
            case PipelineOutput.Speech(var audio, var _) -> one(audio);
            case PipelineOutput.Image(var image) -> one(image);
            case PipelineOutput.Tokens tokens -> one(tokens);
            case PipelineOutput.DecodedText(var text) -> one(text);
            case PipelineOutput.Tensors tensors -> one(tensors);
            case PipelineOutput.Models models -> one(models);
        };
    }

    private static List<@Nullable Object> one(@Nullable Object value) {
        List<@Nullable Object> values = new ArrayList<>();
        values.add(value);
        return values;
    }

    private static List<@Nullable Object> answers(List<PipelineOutput.Answer> answers) {
        List<@Nullable Object> values = one(answers.isEmpty() ? null : answers.getFirst().answer());
        values.add(label(answers.stream().map(answer -> new LabelScore(answer.answer(), answer.score())).toList()));
        return values;
    }

    /// A label component; null if there is nothing to show.
    private static @Nullable Object label(List<LabelScore> labels) {
        if (labels.isEmpty()) {
            return null;
        }
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("label", labels.getFirst().label());
        value.put("confidences",
                labels.stream().map(one -> Map.of("label", one.label(), "confidence", one.score())).toList());
        return value;
    }

    /// A highlighted text component: the whole text in parts, those that are marked with their label.
    private static List<Map<String, @Nullable Object>> highlighted(String text, List<PipelineOutput.Entity> entities) {
        if (text.isEmpty()) {
            return entities.stream().map(entity -> token(entity.word(), entity.entityGroup())).toList();
        }
        return Marks.split(text, entities.stream()
                .map(entity -> new Marks.Mark(entity.entityGroup(), entity.start(), entity.end())).toList()).stream()
                .map(part -> token(part.text(), part.label())).toList();
    }

    private static Map<String, @Nullable Object> token(String text, @Nullable String label) {
        Map<String, @Nullable Object> token = new LinkedHashMap<>();
        token.put("token", text);
        token.put("class_or_confidence", label);
        return token;
    }
}
