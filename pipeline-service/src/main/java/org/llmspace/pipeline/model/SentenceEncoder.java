package org.llmspace.pipeline.model;

import java.util.List;
import java.util.Map;

import org.llmspace.pipeline.tensor.Pooling;
import org.llmspace.pipeline.tensor.Vectors;
import org.llmspace.pipeline.tokenizer.Encoding;

import com.fasterxml.jackson.databind.JsonNode;

/// One vector for a text.
public final class SentenceEncoder {

    private static final Map<String, Pooling> MODES = Map.of("cls_token", Pooling.CLS, "lasttoken", Pooling.LAST_TOKEN,
            "max_tokens", Pooling.MAX, "mean_sqrt_len_tokens", Pooling.MEAN_SQRT_LEN, "weightedmean_tokens",
            Pooling.WEIGHTED_MEAN);

    private final Encoder encoder;
    private final Pooling pooling;

    public SentenceEncoder(Model model) {
        this.encoder = new Encoder(model);
        this.pooling = model.json("1_Pooling/config.json").map(SentenceEncoder::pooling).orElse(Pooling.MEAN);
    }

    public Encoder encoder() {
        return encoder;
    }

    /// The vector of a text, which is cut if it is too long.
    public float[] embed(String text) {
        return embed(encoder.encode(text));
    }

    public float[] embed(Encoding encoding) {
        return embed(List.of(encoding)).getFirst();
    }

    /// The vector of each of several inputs.
    public List<float[]> embed(List<Encoding> encodings) {
        return encoder.forward(encodings, 3, "last_hidden_state", "token_embeddings", "logits").stream().map(pooling::pool)
                .toList();
    }

    /// The vectors of several texts with length 1.
    public List<float[]> directions(List<String> texts) {
        return embed(texts.stream().map(encoder::encode).toList()).stream().map(Vectors::normalized).toList();
    }

    /// The vector of a text with length 1.
    public float[] direction(String text) {
        return Vectors.normalized(embed(text));
    }

    private static Pooling pooling(JsonNode config) {
        return MODES.entrySet().stream().filter(mode -> config.path("pooling_mode_" + mode.getKey()).asBoolean())
                .map(Map.Entry::getValue).findFirst().orElse(Pooling.MEAN);
    }
}
