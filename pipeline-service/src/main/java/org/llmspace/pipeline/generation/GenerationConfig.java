package org.llmspace.pipeline.generation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoublePredicate;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.llmspace.pipeline.grammar.Grammar;
import org.llmspace.pipeline.grammar.GrammarException;
import org.llmspace.pipeline.model.Model;
import org.llmspace.pipeline.tokenizer.Tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// How text is generated. Each layer goes before those above it: the model's `config.json`, its settings for the task,
/// its `generation_config.json`, what the caller asks for; what none of them says is as in Python's `generate`.
public final class GenerationConfig {

    private static final List<String> OF_MODEL = List.of("eos_token_id", "bos_token_id", "pad_token_id",
            "decoder_start_token_id", "forced_bos_token_id", "forced_eos_token_id", "max_length", "min_length",
            "num_beams", "length_penalty", "early_stopping", "no_repeat_ngram_size", "repetition_penalty",
            "bad_words_ids", "suppress_tokens", "begin_suppress_tokens", "do_sample", "temperature", "top_k", "top_p");
    private static final int USUAL_NEW_TOKENS = 256;

    private final ObjectNode values;
    private final boolean newTokensGoFirst;

    GenerationConfig(ObjectNode values, boolean newTokensGoFirst) {
        this.values = values;
        this.newTokensGoFirst = newTokensGoFirst;
    }

    /// @param asked what the caller asks for, by Python's names
    /// @throws GenerationException if a number is out of bounds
    public static GenerationConfig of(Model model, String task, ObjectNode asked) {
        ObjectNode values = asked.objectNode();
        JsonNode config = model.config().json();
        for (JsonNode part : List.of(config.path("decoder"), config)) {
            OF_MODEL.stream().filter(part::hasNonNull).forEach(name -> values.set(name, part.get(name)));
        }
        boolean newTokens = add(values, model.json("generation_config.json").orElse(null), true);
        newTokens = add(values, config.path("task_specific_params").path(task), newTokens);
        newTokens = add(values, asked, newTokens);
        GenerationConfig result = new GenerationConfig(values, newTokens);
        result.check();
        int vocabulary = Math.max(config.path("vocab_size").asInt(config.at("/decoder/vocab_size").asInt(0)),
                model.tokenizer().vocabularySize());
        for (String name : List.of("forced_bos_token_id", "forced_eos_token_id", "decoder_start_token_id")) {
            result.require(name, id -> id >= 0 && id < vocabulary, "a token's number, less than " + vocabulary);
        }
        for (int id : result.bias().keySet()) {
            if (id < 0 || id >= vocabulary) {
                throw new GenerationException("'logit_bias' names the token %d; use tokens' numbers, less than %d".formatted(id,
                        vocabulary));
            }
        }
        return result;
    }

    private static boolean add(ObjectNode values, @Nullable JsonNode layer, boolean newTokens) {
        if (!(layer instanceof ObjectNode object)) {
            return newTokens;
        }
        object.properties().stream().filter(entry -> !entry.getValue().isNull())
                .forEach(entry -> values.set(entry.getKey(), entry.getValue()));
        return layer.hasNonNull("max_new_tokens") || newTokens && !layer.hasNonNull("max_length");
    }

    private void check() {
        require("max_new_tokens", value -> value >= 1, "at least 1");
        require("max_length", value -> value >= 1, "at least 1");
        require("max_time", value -> value > 0, "more than 0 seconds");
        require("temperature", value -> value > 0 || !doSample(), "more than 0, or do_sample false");
        require("top_k", value -> value >= 0, "at least 0");
        require("top_p", value -> value > 0 && value <= 1, "more than 0 and at most 1");
        require("typical_p", value -> value > 0 && value <= 1, "more than 0 and at most 1");
        require("min_p", value -> value >= 0 && value <= 1, "between 0 and 1");
        require("epsilon_cutoff", value -> value >= 0 && value < 1, "at least 0 and less than 1");
        require("eta_cutoff", value -> value >= 0 && value < 1, "at least 0 and less than 1");
        require("repetition_penalty", value -> value > 0, "more than 0");
        require("no_repeat_ngram_size", value -> value >= 0, "at least 0");
        require("num_beams", value -> value >= 1 && value <= 64, "between 1 and 64");
        require("num_return_sequences", value -> value >= 1 && value <= 64, "between 1 and 64");
        require("best_of", value -> value >= 1 && value <= 64, "between 1 and 64");
        require("num_beam_groups", value -> value == 1, "1; groups of beams are not offered");
        require("penalty_alpha", value -> value == 0, "0; contrastive search is not offered");
        if (!List.of("true", "false", "never").contains(earlyStopping())) {
            throw new GenerationException("'early_stopping' is %s; use true, false or \"never\"".formatted(
                    values.get("early_stopping")));
        }
        if (numBeams() > 1 && returned() > numBeams()) {
            throw new GenerationException("'num_return_sequences' is %d with %d beams; use at most one for each beam"
                    .formatted(returned(), numBeams()));
        }
    }

    private void require(String name, DoublePredicate allowed, String rule) {
        JsonNode value = values.get(name);
        if (value != null && !value.isArray() && (!value.isNumber() || !allowed.test(value.doubleValue()))) {
            throw new GenerationException("'%s' is %s; use %s".formatted(name, value, rule));
        }
    }

    double number(String name, double otherwise) {
        return values.path(name).asDouble(otherwise);
    }

    int count(String name, int otherwise) {
        return values.path(name).asInt(otherwise);
    }

    boolean flag(String name) {
        return values.path(name).asBoolean(false);
    }

    boolean doSample() {
        return flag("do_sample");
    }

    int numBeams() {
        return count("num_beams", 1);
    }

    int returned() {
        return count("num_return_sequences", 1);
    }

    /// Seconds; a day if there is no limit.
    double maxTime() {
        return number("max_time", 86_400);
    }

    /// `true`, `false` or `"never"`.
    String earlyStopping() {
        return values.path("early_stopping").asText("false");
    }

    /// The longest sequence, the prompt included.
    int maxLength(int prompt) {
        if (newTokensGoFirst || !values.has("max_length")) {
            return prompt + count("max_new_tokens", USUAL_NEW_TOKENS);
        }
        return count("max_length", 20);
    }

    /// The shortest sequence, the prompt included.
    int minLength(int prompt) {
        return Math.max(count("min_length", 0), values.has("min_new_tokens") ? prompt + count("min_new_tokens", 0) : 0);
    }

    /// Token ids, given as one or as a list.
    int[] ids(String name) {
        JsonNode node = values.path(name);
        List<Integer> ids = new ArrayList<>();
        if (node.isInt()) {
            ids.add(node.intValue());
        }
        node.forEach(id -> ids.add(id.asInt()));
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }

    /// What is added to the logits of tokens, by their ids.
    Map<Integer, Float> bias() {
        Map<Integer, Float> bias = new HashMap<>();
        values.path("logit_bias").properties().forEach(
                token -> bias.put(Integer.valueOf(token.getKey()), token.getValue().floatValue()));
        return bias;
    }

    List<int[]> badWords() {
        List<int[]> words = new ArrayList<>();
        for (JsonNode word : values.path("bad_words_ids")) {
            int[] ids = new int[word.size()];
            for (int i = 0; i < ids.length; i++) {
                ids[i] = word.get(i).asInt();
            }
            words.add(ids);
        }
        return words;
    }

    /// After how many tokens an end gets likelier, and by what each time; empty where it does not.
    double[] decay() {
        JsonNode decay = values.path("exponential_decay_length_penalty");
        boolean given = decay.isArray() && decay.size() == 2 && decay.get(0).isIntegralNumber() && decay.get(1).isNumber();
        if (!given && !decay.isMissingNode()) {
            throw new GenerationException(("'exponential_decay_length_penalty' is %s; use a list of the token to begin at "
                    + "and a factor, such as [20, 1.05]").formatted(decay));
        }
        return given ? new double[] { decay.get(0).doubleValue(), decay.get(1).doubleValue() } : new double[0];
    }

    List<String> stop() {
        List<String> texts = new ArrayList<>();
        values.path("stop").forEach(text -> texts.add(text.asText()));
        texts.removeIf(String::isEmpty);
        return texts;
    }

    /// How many tokens there must be to choose from.
    ///
    /// @param end how many tokens end a text
    int choices(int end) {
        int drawn = !doSample() ? 1 : count("top_k", 50) == 0 ? 100_000_000 : count("top_k", 50);
        return Math.max(drawn, numBeams() == 1 ? 1 : Math.max(2, 1 + end) * numBeams());
    }

    /// What a text must be; null if it may be anything.
    ///
    /// @throws GrammarException if that cannot be followed
    @Nullable
    Grammar grammar() {
        JsonNode asked = values.path("grammar");
        JsonNode value = asked.path("value");
        if (asked.isMissingNode() || asked.isNull()) {
            return null;
        }
        if (value.isMissingNode() || value.isTextual() != asked.path("type").asText().equals("regex")) {
            throw new GenerationException(
                    "'grammar' is {\"type\": \"json\", \"value\": a schema} or {\"type\": \"regex\", \"value\": \"...\"}");
        }
        return switch (asked.path("type").asText("")) {
            case "regex" -> Grammar.regex(value.asText());
            case "json" -> Grammar.json(value);
            case "json_schema" -> Grammar.json(value.path("schema"));
            default -> throw new GenerationException(
                    "'grammar' is of the type '%s'; use json, json_schema or regex".formatted(asked.path("type").asText()));
        };
    }

    /// The text of generated tokens, with spaces before punctuation or without.
    ///
    /// @param before tokens that it goes on after
    String text(Tokenizer tokenizer, int[] before, int[] ids) {
        String start = text(tokenizer, before);
        String whole = text(tokenizer, IntStream.concat(Arrays.stream(before), Arrays.stream(ids)).toArray());
        return whole.startsWith(start) ? whole.substring(start.length()) : text(tokenizer, ids);
    }

    private String text(Tokenizer tokenizer, int[] ids) {
        String asked = "clean_up_tokenization_spaces";
        return values.has(asked) ? tokenizer.decode(ids, true, flag(asked)) : tokenizer.decode(ids, true);
    }

    @Nullable
    Long seed() {
        return values.has("seed") ? Long.valueOf(values.path("seed").asLong()) : null;
    }
}
