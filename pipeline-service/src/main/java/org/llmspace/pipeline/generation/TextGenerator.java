package org.llmspace.pipeline.generation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.llmspace.pipeline.generation.Generated.Finish;
import org.llmspace.pipeline.grammar.Grammar;
import org.llmspace.pipeline.model.Model;
import org.llmspace.pipeline.tensor.FloatTensor;
import org.llmspace.pipeline.tokenizer.Tokenizer;

import com.fasterxml.jackson.databind.JsonNode;

/// Makes text of tokens with a model: one that goes on where the text ends, or one that reads it with an encoder first.
public final class TextGenerator {

    private final Model model;
    private final GenerationConfig config;
    private final @Nullable FloatTensor media;
    private final boolean encodes;
    private final boolean goesOn;
    private final long seed;

    public TextGenerator(Model model, GenerationConfig config) {
        this(model, config, null, false);
    }

    /// @param media what the encoder sees or hears, instead of tokens; the inputs are the decoder's first tokens then
    /// @param goesOn whether the text goes on where the inputs end, so that its first word may need a space
    public TextGenerator(Model model, GenerationConfig config, @Nullable FloatTensor media, boolean goesOn) {
        this.model = model;
        this.config = config;
        this.media = media;
        this.encodes = encodes(model);
        this.goesOn = goesOn;
        Long given = config.seed();
        this.seed = given == null ? ThreadLocalRandom.current().nextLong() >>> 11 : given;
    }

    /// Whether a model reads its inputs with an encoder.
    public static boolean encodes(Model model) {
        return model.config().json().path("is_encoder_decoder").asBoolean() || model.hasSession("encoder_model");
    }

    /// What is drawn with; null if nothing is drawn.
    public @Nullable Long seed() {
        return config.doSample() ? seed : null;
    }

    /// Whether several texts are followed side by side.
    public boolean searches() {
        return config.numBeams() > 1;
    }

    public int returned() {
        return config.returned();
    }

    /// How many texts are drawn to choose the likeliest from.
    public int bestOf() {
        return config.count("best_of", 1);
    }

    /// Begins a text.
    ///
    /// @param inputs tokens of the inputs, at least one
    /// @param number which one of several texts for the same inputs
    /// @param top how many rivals of each token to list
    public TextRun begin(int[] inputs, int number, int top) {
        int[] start = start(inputs);
        var setting = new TextRun.Setting(config, model.tokenizer(), processors(start.length), start, before(start),
                inputs.length, end(), longest(start.length), new SplittableRandom(seed + number), top);
        return new TextRun(decoder(inputs), setting);
    }

    /// The likeliest texts by a search with beams, the best first.
    public List<Generated> search(int[] inputs) {
        int[] start = start(inputs);
        Tokenizer tokenizer = model.tokenizer();
        try (Decoder decoder = decoder(inputs)) {
            var search = new BeamSearch(config, processors(start.length), end(), start.length, longest(start.length),
                    new SplittableRandom(seed));
            return search.run(decoder, start).stream().map(found -> {
                int[] ids = Arrays.copyOfRange(found.ids(), start.length, found.ids().length);
                List<Generated.Token> tokens = Arrays.stream(ids).mapToObj(id -> new Generated.Token(id,
                        tokenizer.decode(new int[] { id }, true, false), Double.NaN, tokenizer.isSpecial(id), List.of()))
                        .toList();
                return new Generated(config.text(tokenizer, before(start), ids),
                        found.ended() ? Finish.EOS_TOKEN : Finish.LENGTH,
                        inputs.length, tokens, found.logprob());
            }).toList();
        }
    }

    private int[] before(int[] start) {
        return goesOn ? start : new int[0];
    }

    private LogitsProcessors processors(int start) {
        Grammar grammar = config.grammar();
        return new LogitsProcessors(config, start, end(), grammar == null ? null
                : new Constraint(grammar, model.tokenizer(), end(), start, goesOn, config.choices(end().length)));
    }

    /// Which of some tokens is likeliest after others.
    public int likeliest(int[] inputs, int[] among) {
        try (Decoder decoder = decoder(inputs)) {
            float[] logits = decoder.logits(new int[][] { inputs })[0];
            return Arrays.stream(among).boxed().max(Comparator.comparingDouble(id -> logits[id])).orElseThrow();
        }
    }

    /// The tokens of a prompt, and how likely the model finds each after those before it; nobody knows for the first.
    ///
    /// @param top how many rivals of each token to list
    public List<Generated.Token> prefill(int[] prompt, int top) {
        if (prompt.length > positions()) {
            throw tooLong(prompt.length);
        }
        List<Generated.Token> tokens = new ArrayList<>();
        tokens.add(token(model.tokenizer(), prompt[0], Double.NaN, List.of()));
        try (Decoder decoder = decoder(prompt)) {
            decoder.read(prompt, (logprobs, place) -> tokens.add(token(model.tokenizer(), prompt[place],
                    logprobs[prompt[place]], top(model.tokenizer(), logprobs, top))));
        }
        return tokens;
    }

    /// What a search found, with what the model itself thinks of each token.
    public Generated judged(int[] inputs, Generated found, int top) {
        int[] ids = IntStream.concat(Arrays.stream(inputs), found.tokens().stream().mapToInt(Generated.Token::id)).toArray();
        List<Generated.Token> judged = prefill(ids, top);
        return new Generated(found.text(), found.finish(), found.promptTokens(), IntStream.range(0, found.tokens().size())
                .mapToObj(i -> found.tokens().get(i).judged(judged.get(inputs.length + i))).toList(), found.logprob());
    }

    private static Generated.Token token(Tokenizer tokenizer, int id, double logprob, List<Generated.Token> top) {
        return new Generated.Token(id, tokenizer.decode(new int[] { id }, false, false), logprob, tokenizer.isSpecial(id),
                top);
    }

    /// The likeliest tokens at a place.
    static List<Generated.Token> top(Tokenizer tokenizer, float[] logprobs, int count) {
        return Arrays.stream(Candidates.likeliest(logprobs, count))
                .mapToObj(id -> token(tokenizer, id, logprobs[id], List.of())).toList();
    }

    private Decoder decoder(int[] inputs) {
        if (media != null) {
            return Decoder.after(model, media);
        }
        return encodes ? Decoder.after(model, inputs) : Decoder.alone(model);
    }

    private int[] start(int[] inputs) {
        return encodes && media == null ? decoderStart() : inputs;
    }

    /// The token before the first one of models with an encoder.
    public int[] decoderStart() {
        for (String name : List.of("decoder_start_token_id", "bos_token_id", "pad_token_id")) {
            int[] ids = config.ids(name);
            if (ids.length > 0) {
                return ids;
            }
        }
        throw new GenerationException("%s does not say its decoder_start_token_id; give it".formatted(model.name()));
    }

    private int[] end() {
        int[] ids = config.ids("eos_token_id");
        Integer byName = model.tokenizer().specialId("eos_token");
        return ids.length > 0 || byName == null ? ids : new int[] { byName };
    }

    private int longest(int start) {
        int limit = positions();
        if (start >= limit) {
            throw tooLong(start);
        }
        int longest = Math.min(config.maxLength(start), limit);
        if (longest <= start) {
            throw new GenerationException("'max_length' is %d and the text has %d tokens already; use 'max_new_tokens'"
                    .formatted(longest, start));
        }
        return longest;
    }

    private GenerationException tooLong(int tokens) {
        return new GenerationException("The text has %d tokens, %s reads %d with its answer; shorten it or send 'truncate'"
                .formatted(tokens, model.name(), positions()));
    }

    private int positions() {
        JsonNode whole = model.config().json();
        JsonNode json = whole.path("decoder").isObject() ? whole.path("decoder") : whole;
        for (String name : encodes && json.equals(whole) ? List.of("max_position_embeddings", "max_target_positions")
                : List.of("max_position_embeddings", "n_positions", "n_ctx", "max_seq_len")) {
            if (json.path(name).asInt(0) > 0) {
                return json.path(name).intValue();
            }
        }
        return Integer.MAX_VALUE;
    }
}
