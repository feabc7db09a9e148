package org.llmspace.pipeline.inference;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.kafka.EventCodec;
import org.llmspace.contracts.pipeline.PipelineOutput.Embeddings;
import org.llmspace.contracts.pipeline.PipelineOutput.Tokens;
import org.llmspace.contracts.pipeline.PipelineReply;
import org.llmspace.contracts.pipeline.PipelineTask;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// A call for vectors in OpenAI's words.
///
/// @param model as the body names it; null means the path's or the default
/// @param base64 whether the vectors are sent as bytes, little-endian floats in base64, instead of lists of numbers
record EmbeddingCall(@Nullable String model, PipelineTask.FeatureExtraction task, boolean base64) {

    private static final int LISTED = 16; // room for the tokens that models put around a text

    /// @throws org.llmspace.pipeline.task.PipelineException if the body is no such call
    static EmbeddingCall read(byte[] body) {
        ObjectNode json = TaskReader.parse(body);
        JsonNode input = json.path("input");
        boolean texts = input.isArray() && !input.isEmpty() && input.size() <= TaskReader.MAX_BATCH
                && input.valueStream().allMatch(JsonNode::isTextual);
        if (!input.isTextual() && !texts) {
            throw TaskReader.invalid("The body needs 'input', a text or a list of 1 to %d texts; tokens are not taken"
                    .formatted(TaskReader.MAX_BATCH));
        }
        String format = json.path("encoding_format").asText("float");
        if (!format.equals("float") && !format.equals("base64")) {
            throw TaskReader.invalid("'encoding_format' is '%s'; use float or base64".formatted(format));
        }
        ObjectNode fields = EventCodec.json().createObjectNode().put("task", "feature-extraction");
        fields.set("inputs", input);
        fields.set("dimensions", json.get("dimensions"));
        return new EmbeddingCall(json.path("model").textValue(),
                (PipelineTask.FeatureExtraction) TaskReader.convert(fields), format.equals("base64"));
    }

    /// Counts the tokens of each text and lists a few.
    List<PipelineTask<?>> counting() {
        return task.inputs().stream().<PipelineTask<?>> map(text -> new PipelineTask.Tokenize(text, null, null, null, LISTED))
                .toList();
    }

    ObjectNode answer(PipelineReply.Completed vectors, List<PipelineReply.Completed> counts) {
        ObjectNode answer = EventCodec.json().createObjectNode().put("object", "list");
        ArrayNode list = answer.putArray("data");
        ((Embeddings) vectors.output()).vectors().forEach(vector -> list.addObject().put("object", "embedding")
                .put("index", list.size() - 1).set("embedding", embedding(vector)));
        int tokens = counts.stream().mapToInt(count -> ((Tokens) count.output()).count()).sum();
        answer.put("model", vectors.model()).putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
        return answer;
    }

    private JsonNode embedding(List<Float> vector) {
        if (!base64) {
            return EventCodec.json().valueToTree(vector);
        }
        ByteBuffer bytes = ByteBuffer.allocate(vector.size() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        vector.forEach(bytes::putFloat);
        return EventCodec.json().getNodeFactory().textNode(Base64.getEncoder().encodeToString(bytes.array()));
    }
}
