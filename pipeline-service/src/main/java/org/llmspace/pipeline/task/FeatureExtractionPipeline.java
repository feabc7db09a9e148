package org.llmspace.pipeline.task;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.FailureCode;
import org.llmspace.contracts.pipeline.PipelineOutput.Embeddings;
import org.llmspace.contracts.pipeline.PipelineTask.FeatureExtraction;
import org.llmspace.pipeline.model.SentenceEncoder;
import org.llmspace.pipeline.tensor.Vectors;
import org.llmspace.pipeline.tokenizer.EncodeOptions;
import org.llmspace.pipeline.tokenizer.Encoding;
import org.llmspace.pipeline.tokenizer.Side;
import org.llmspace.pipeline.tokenizer.Truncation;

import com.fasterxml.jackson.databind.JsonNode;

/// One vector per text, pooled as the model's own files say.
final class FeatureExtractionPipeline {

    private final SentenceEncoder encoder;

    FeatureExtractionPipeline(SentenceEncoder encoder) {
        this.encoder = encoder;
    }

    Embeddings run(FeatureExtraction task) {
        if (task.inputs().isEmpty()) {
            throw PipelineException.invalid("feature-extraction needs 'inputs', a text or a list of texts");
        }
        String prompt = prompt(task.promptName());
        boolean normalize = !Boolean.FALSE.equals(task.normalize());
        List<Encoding> texts = task.inputs().stream().map(text -> encode(prompt + text, task)).toList();
        return new Embeddings(encoder.embed(texts).stream().map(vector -> cut(vector, task.dimensions()))
                .map(vector -> boxed(normalize ? Vectors.normalized(vector) : vector)).toList());
    }

    /// Models that are trained for it say most with the first numbers.
    private float[] cut(float[] vector, @Nullable Integer dimensions) {
        int size = Parameters.positive("dimensions", dimensions, vector.length);
        if (size > vector.length) {
            throw PipelineException.invalid("'dimensions' is %d and %s has %d; use at most so many".formatted(size,
                    encoder.encoder().model().name(), vector.length));
        }
        return Arrays.copyOf(vector, size);
    }

    private Encoding encode(String text, FeatureExtraction task) {
        int limit = encoder.encoder().maxTokens();
        Side direction = direction(task.truncationDirection());
        if (Boolean.TRUE.equals(task.truncate())) {
            Truncation truncation = Truncation.to(limit).withDirection(direction);
            return encoder.encoder().model().tokenizer().encode(text, EncodeOptions.defaults().with(truncation));
        }
        Encoding encoding = encoder.encoder().model().tokenizer().encode(text);
        if (encoding.size() > limit) {
            throw new PipelineException(FailureCode.CONTEXT_LENGTH_EXCEEDED,
                    "The text has %d tokens, %s reads %d; shorten it or send 'truncate': true".formatted(encoding.size(),
                            encoder.encoder().model().name(), limit));
        }
        return encoding;
    }

    private static Side direction(@Nullable String name) {
        return switch (name) {
            case null -> Side.RIGHT;
            case "right", "Right" -> Side.RIGHT;
            case "left", "Left" -> Side.LEFT;
            default -> throw PipelineException.invalid("'truncation_direction' is '%s'; use 'left' or 'right'".formatted(name));
        };
    }

    private String prompt(@Nullable String name) {
        if (name == null) {
            return "";
        }
        JsonNode prompt = encoder.encoder().model().json("config_sentence_transformers.json")
                .map(config -> config.path("prompts").path(name)).orElse(null);
        if (prompt == null || !prompt.isTextual()) {
            throw PipelineException.invalid("%s has no prompt named '%s'; leave 'prompt_name' out"
                    .formatted(encoder.encoder().model().name(), name));
        }
        return prompt.textValue();
    }

    private static List<Float> boxed(float[] vector) {
        List<Float> numbers = new ArrayList<>(vector.length);
        for (float number : vector) {
            numbers.add(number);
        }
        return numbers;
    }
}
