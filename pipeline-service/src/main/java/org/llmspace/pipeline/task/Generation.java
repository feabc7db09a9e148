package org.llmspace.pipeline.task;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.kafka.EventCodec;
import org.llmspace.contracts.pipeline.GeneratedToken;
import org.llmspace.contracts.pipeline.GenerationParameters;
import org.llmspace.contracts.pipeline.PipelineOutput;
import org.llmspace.contracts.pipeline.PipelineReply;
import org.llmspace.pipeline.generation.Generated;
import org.llmspace.pipeline.generation.GenerationConfig;
import org.llmspace.pipeline.generation.TextGenerator;
import org.llmspace.pipeline.generation.TextRun;
import org.llmspace.pipeline.model.Model;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// The texts of one call, generated while they are read: piece by piece if the caller wants to see them grow and there
/// is only one.
final class Generation implements Answering {

    /// What to generate.
    ///
    /// @param inputs the model's tokens for the inputs
    /// @param details whether deltas list their tokens
    /// @param top how many rivals of each token to list
    record Order(int[] inputs, boolean stream, boolean details, int top) {
        Order {
            if (inputs.length == 0) {
                throw PipelineException.invalid("'inputs' has no tokens; send a text to go on from");
            }
        }
    }

    private final TextGenerator generator;
    private final Order order;
    /// Takes the texts to answer with, the best first; with details all others after them.
    private final Function<List<Generated>, PipelineOutput> shape;
    private final boolean streams;
    private @Nullable TextRun run;
    private int generatedTokens;

    Generation(TextGenerator generator, Order order, Function<List<Generated>, PipelineOutput> shape) {
        this.generator = generator;
        this.order = order;
        this.shape = shape;
        this.streams = order.stream() && !generator.searches() && count() == 1;
    }

    /// @param task the name under which the model's `config.json` may have settings of its own
    static GenerationConfig config(Model model, String task, GenerationParameters parameters) {
        return GenerationConfig.of(model, task, asked(parameters));
    }

    /// The parameters that the caller gave, by Python's names.
    static ObjectNode asked(GenerationParameters parameters) {
        ObjectNode asked = EventCodec.json().valueToTree(parameters);
        asked.remove("stream");
        if (parameters.stop().isEmpty()) {
            asked.remove("stop");
        }
        if (parameters.badWordsIds().isEmpty()) {
            asked.remove("bad_words_ids");
        }
        return asked;
    }

    /// Refuses parameters that nothing can follow, as Python does; `use_cache` changes nothing anywhere.
    ///
    /// @param why for people
    static void refuse(String why, GenerationParameters parameters) {
        ObjectNode asked = asked(parameters).without("use_cache");
        if (!asked.isEmpty()) {
            throw PipelineException.invalid("'%s' is for models that generate token by token, and %s; leave it out".formatted(
                    String.join("', '", asked.propertyStream().map(Map.Entry::getKey).toList()), why));
        }
    }

    @Override
    public PipelineReply.@Nullable Delta more() {
        if (!streams) {
            return null;
        }
        if (run == null) {
            run = generator.begin(order.inputs(), 0, order.top());
        }
        for (Generated.Token token = run.more(); token != null; token = run.more()) {
            if (order.details() || !token.text().isEmpty()) {
                return order.details() ? new PipelineReply.Delta(token.text(), List.of(token(token)), rivals(List.of(token)))
                        : PipelineReply.Delta.of(token.text());
            }
        }
        return null;
    }

    @Override
    public PipelineOutput output() {
        List<Generated> texts = texts();
        generatedTokens = texts.stream().mapToInt(text -> text.tokens().size()).sum();
        return shape.apply(order.details() ? texts : texts.subList(0, Math.min(generator.returned(), texts.size())));
    }

    @Override
    public int generatedTokens() {
        return generatedTokens;
    }

    private List<Generated> texts() {
        if (run != null) {
            return List.of(run.finish(true));
        }
        if (generator.searches()) {
            List<Generated> found = generator.search(order.inputs());
            return !order.details() ? found
                    : found.stream().map(text -> generator.judged(order.inputs(), text, order.top())).toList();
        }
        List<Generated> texts = new ArrayList<>();
        for (int number = 0; number < count(); number++) {
            try (TextRun one = generator.begin(order.inputs(), number, order.top())) {
                texts.add(one.finish(false));
            }
        }
        if (generator.bestOf() > 1) {
            texts.sort(Comparator.comparingDouble(Generated::logprob).reversed());
        }
        return texts;
    }

    private int count() {
        return Math.max(generator.returned(), generator.bestOf());
    }

    /// The likeliest tokens at the place of each, also where there are none; empty if they were not asked for.
    static List<List<GeneratedToken>> rivals(List<Generated.Token> tokens) {
        if (tokens.stream().allMatch(token -> token.top().isEmpty())) {
            return List.of();
        }
        return tokens.stream().map(token -> token.top().stream().map(Generation::token).toList()).toList();
    }

    static GeneratedToken token(Generated.Token token) {
        return new GeneratedToken(token.id(), token.text(), Double.isNaN(token.logprob()) ? null : token.logprob(),
                token.special());
    }

    @Override
    public void close() {
        if (run != null) {
            run.close();
        }
    }
}
