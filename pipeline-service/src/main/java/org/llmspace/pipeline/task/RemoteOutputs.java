package org.llmspace.pipeline.task;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.FailureCode;
import org.llmspace.contracts.kafka.EventCodec;
import org.llmspace.contracts.pipeline.LabelScore;
import org.llmspace.contracts.pipeline.Media;
import org.llmspace.contracts.pipeline.PipelineOutput;
import org.llmspace.pipeline.remote.RemoteFile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/// Reads what providers answer. They differ in how they nest it.
final class RemoteOutputs {

    private static final ObjectMapper JSON = EventCodec.json();

    private RemoteOutputs() {
    }

    static PipelineOutput.Classification labels(JsonNode json) {
        if (json.isObject() && json.path("labels").isArray()) {
            return new PipelineOutput.Classification(IntStream.range(0, json.path("labels").size())
                    .mapToObj(i -> new LabelScore(json.path("labels").path(i).asText(), json.path("scores").path(i).asDouble()))
                    .toList());
        }
        return new PipelineOutput.Classification(list(json, LabelScore.class));
    }

    static PipelineOutput.Entities entities(JsonNode json) {
        return new PipelineOutput.Entities(list(json, PipelineOutput.Entity.class));
    }

    static PipelineOutput.Answers answers(JsonNode json) {
        return new PipelineOutput.Answers(list(json, PipelineOutput.Answer.class));
    }

    static PipelineOutput.FilledMasks fillings(JsonNode json) {
        boolean several = json.path(0).isArray();
        return new PipelineOutput.FilledMasks(several
                ? StreamSupport.stream(json.spliterator(), false).map(mask -> list(mask, PipelineOutput.Filling.class)).toList()
                : List.of(list(json, PipelineOutput.Filling.class)));
    }

    static PipelineOutput.Embeddings embeddings(JsonNode json) {
        if (json.path(0).isNumber()) {
            return new PipelineOutput.Embeddings(List.of(vector(json)));
        }
        return new PipelineOutput.Embeddings(StreamSupport.stream(json.spliterator(), false)
                .map(each -> each.path(0).isArray() ? mean(each) : vector(each)).toList());
    }

    static PipelineOutput.Similarities similarities(JsonNode json) {
        return new PipelineOutput.Similarities(list(json, Double.class));
    }

    static PipelineOutput.Summaries summaries(JsonNode json) {
        return new PipelineOutput.Summaries(list(json, PipelineOutput.Summary.class));
    }

    static PipelineOutput.Translations translations(JsonNode json) {
        return new PipelineOutput.Translations(list(json, PipelineOutput.Translated.class));
    }

    static PipelineOutput.GeneratedTexts texts(JsonNode json) {
        List<JsonNode> texts = list(json, JsonNode.class);
        return new PipelineOutput.GeneratedTexts(texts.stream().map(text -> {
            if (!text.path("generated_text").isTextual()) {
                throw unexpected(null);
            }
            return text(text.path("generated_text").textValue(), "eos_token", 0, 0);
        }).toList());
    }

    static PipelineOutput.GeneratedText text(String text, String finishReason, int promptTokens, int tokens) {
        return new PipelineOutput.GeneratedText(text, finishReason, promptTokens, tokens, null, List.of(), List.of(),
                List.of());
    }

    static PipelineOutput.Transcript transcript(JsonNode json) {
        return list(json, PipelineOutput.Transcript.class).getFirst();
    }

    static PipelineOutput.Speech speech(RemoteFile file) {
        String type = Objects.requireNonNullElseGet(file.mediaType(),
                () -> String.valueOf(RemotePipeline.type(file.content())));
        return new PipelineOutput.Speech(Media.of(file.content(), type), samplingRate(file.content()));
    }

    /// As the head of a WAV or FLAC file says; 0 where it says nothing.
    private static int samplingRate(byte[] audio) {
        ByteBuffer head = ByteBuffer.wrap(audio);
        if (audio.length >= 28 && head.getInt(0) == 0x52494646) { // RIFF
            return head.order(ByteOrder.LITTLE_ENDIAN).getInt(24);
        }
        if (audio.length >= 22 && head.getInt(0) == 0x664C6143) { // fLaC
            return head.getInt(18) >>> 12;
        }
        return 0;
    }

    private static List<Float> vector(JsonNode json) {
        return list(json, Float.class);
    }

    /// Of one vector for each token.
    private static List<Float> mean(JsonNode tokens) {
        JsonNode rows = tokens.path(0).path(0).isArray() ? tokens.path(0) : tokens;
        double[] sums = new double[rows.path(0).size()];
        for (JsonNode row : rows) {
            for (int i = 0; i < sums.length; i++) {
                sums[i] += row.path(i).asDouble();
            }
        }
        List<Float> mean = new ArrayList<>(sums.length);
        for (double sum : sums) {
            mean.add((float) (sum / rows.size()));
        }
        return mean;
    }

    /// One of them, several, or several for the one input.
    private static <T> List<T> list(JsonNode json, Class<T> type) {
        JsonNode inner = json.isArray() && json.path(0).isArray() ? json.get(0) : json;
        List<T> values = new ArrayList<>();
        try {
            for (JsonNode each : inner.isArray() ? inner : List.of(inner)) {
                values.add(JSON.treeToValue(each, type));
            }
        } catch (JsonProcessingException e) {
            throw unexpected(e);
        }
        return values;
    }

    private static PipelineException unexpected(@Nullable Exception cause) {
        PipelineException problem = new PipelineException(FailureCode.PROVIDER_FAILED,
                "The provider answers with something else than the task promises; use another model or provider");
        problem.initCause(cause);
        return problem;
    }
}
