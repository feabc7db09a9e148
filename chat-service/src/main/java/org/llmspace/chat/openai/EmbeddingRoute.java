package org.llmspace.chat.openai;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;
import org.llmspace.chat.provider.TokenCounters;
import org.llmspace.chat.retrieval.Embeddings;
import org.llmspace.contracts.kafka.EventCodec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// `POST /v1/embeddings`, by the encoders of pipeline-service, of which `local` is its default one and `local/org/name` one of
/// the Hub, or by a provider.
@Singleton
class EmbeddingRoute {

    private static final String LOCAL = "local";
    private static final int MOST_TEXTS = 2_048;

    private final Embeddings embeddings;
    private final Media media;
    private final TokenCounters tokenizers;

    EmbeddingRoute(Embeddings embeddings, Media media, TokenCounters tokenizers) {
        this.tokenizers = tokenizers;
        this.media = media;
        this.embeddings = embeddings;
    }

    void embed(Exchange exchange) {
        JsonNode body = exchange.json();
        String asked = body.path("model").asText("");
        if (!asked.equals(LOCAL) && !asked.startsWith(LOCAL + "/")) {
            media.embed(exchange, body);
            return;
        }
        String model = model(asked);
        boolean base64 = base64(body.path("encoding_format").asText("float"));
        if (body.hasNonNull("dimensions")) {
            throw new ApiException(new ApiError(400, "invalid_request_error", "unsupported_parameter", "dimensions",
                    "'dimensions' cannot be chosen for this model"));
        }
        switch (embeddings.of(model, texts(body.path("input")))) {
            case Embeddings.Outcome.Vectors(List<float[]> vectors, int tokens) -> {
                ObjectNode answer = json(asked, vectors, base64);
                answer.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
                exchange.send(answer);
            }
            case Embeddings.Outcome.NoVectors(var failure) -> throw new ApiException(ApiError.of(failure));
        }
    }

    private static @Nullable String model(String asked) {
        if (asked.equals(LOCAL)) {
            return null;
        }
        if (asked.startsWith(LOCAL + "/") && asked.length() > LOCAL.length() + 1) {
            return asked.substring(LOCAL.length() + 1);
        }
        throw new ApiException(new ApiError(404, "invalid_request_error", "model_not_found", "model",
                "The model '%s' does not make embeddings here; use 'local' or 'local/org/name'.".formatted(asked)));
    }

    private static boolean base64(String format) {
        return switch (format) {
            case "float" -> false;
            case "base64" -> true;
            default -> throw new ApiException(
                    ApiError.invalid("encoding_format", "'encoding_format' must be float or base64"));
        };
    }

    /// A text or its tokens, one of them or a list.
    private List<String> texts(JsonNode input) {
        List<String> texts = new ArrayList<>();
        if (input.isTextual()) {
            texts.add(input.asText());
        } else if (input.path(0).isNumber()) {
            texts.add(decoded(input));
        } else {
            input.forEach(item -> texts.add(item.isTextual() ? item.asText() : decoded(item)));
        }
        if (texts.isEmpty() || texts.size() > MOST_TEXTS || texts.stream().anyMatch(String::isEmpty)) {
            throw new ApiException(ApiError.invalid("input", "'input' must be 1 to 2048 texts, none of them empty"));
        }
        return texts;
    }

    private String decoded(JsonNode tokens) {
        List<Integer> ids = new ArrayList<>();
        for (JsonNode token : tokens) {
            if (!token.isInt()) {
                throw new ApiException(ApiError.invalid("input", "'input' must be a text, a list of texts, or their tokens"));
            }
            ids.add(token.asInt());
        }
        try {
            return tokenizers.text(ids);
        } catch (IllegalArgumentException e) {
            throw new ApiException(ApiError.invalid("input", "'input' has tokens that cl100k_base does not know; send texts"));
        }
    }

    private static ObjectNode json(String model, List<float[]> vectors, boolean base64) {
        ObjectNode answer = EventCodec.json().createObjectNode().put("object", "list").put("model", model);
        ArrayNode data = answer.putArray("data");
        for (int i = 0; i < vectors.size(); i++) {
            ObjectNode item = data.addObject().put("object", "embedding").put("index", i);
            if (base64) {
                item.put("embedding", base64(vectors.get(i)));
            } else {
                ArrayNode numbers = item.putArray("embedding");
                for (float number : vectors.get(i)) {
                    numbers.add(number);
                }
            }
        }
        return answer;
    }

    /// Little-endian 32-bit floats, which clients ask for when their users say nothing.
    private static String base64(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
