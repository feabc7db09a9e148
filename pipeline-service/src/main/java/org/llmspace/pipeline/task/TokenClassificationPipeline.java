package org.llmspace.pipeline.task;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.pipeline.PipelineOutput.Entities;
import org.llmspace.contracts.pipeline.PipelineOutput.Entity;
import org.llmspace.contracts.pipeline.PipelineTask.TokenClassification;
import org.llmspace.pipeline.model.Encoder;
import org.llmspace.pipeline.model.Model;
import org.llmspace.pipeline.task.EntityGrouping.Strategy;
import org.llmspace.pipeline.tensor.FloatTensor;
import org.llmspace.pipeline.tensor.Vectors;
import org.llmspace.pipeline.tokenizer.EncodeOptions;
import org.llmspace.pipeline.tokenizer.Encoding;
import org.llmspace.pipeline.tokenizer.Span;
import org.llmspace.pipeline.tokenizer.Truncation;

/// Which parts of a text the model marks. A long text is read in windows that overlap; a token that is in two of them
/// is judged where it stands further from the edge.
final class TokenClassificationPipeline {

    private static final int DEFAULT_STRIDE = 64;

    private final Encoder encoder;
    private final Model model;

    TokenClassificationPipeline(Encoder encoder) {
        this.encoder = encoder;
        this.model = encoder.model();
    }

    Entities run(TokenClassification task) {
        Strategy strategy = strategy(Objects.requireNonNullElse(task.aggregationStrategy(), "simple"));
        List<String> ignored = Objects.requireNonNullElse(task.ignoreLabels(), List.of("O"));
        if (task.stride() != null && strategy == Strategy.NONE) {
            throw PipelineException.invalid(
                    "'stride' needs grouped entities; use another 'aggregation_strategy' than none, or leave 'stride' out");
        }
        List<Entity> entities = new EntityGrouping(model, strategy).entities(tokens(task));
        return new Entities(entities.stream()
                .filter(entity -> !ignored.contains(entity.entityGroup()))
                .filter(entity -> entity.entity() == null || !ignored.contains(entity.entity())).toList());
    }

    private List<TokenScores> tokens(TokenClassification task) {
        int limit = encoder.maxTokens();
        int stride = stride(task.stride(), limit);
        Encoding first = model.tokenizer().encode(task.inputs(),
                EncodeOptions.defaults().with(Truncation.to(limit).withStride(stride)));
        List<TokenScores> tokens = new ArrayList<>();
        int begin = 0;
        List<Encoding> windows = windows(first);
        List<FloatTensor> logits = encoder.forward(windows, 3, "logits");
        for (int i = 0; i < windows.size(); i++) {
            List<TokenScores> inWindow = judge(windows.get(i), logits.get(i), task.inputs(), begin);
            merge(tokens, inWindow, begin);
            begin += inWindow.size() - stride;
        }
        return tokens;
    }

    /// Each window must have more than what it shares with the one before.
    private int stride(@Nullable Integer given, int limit) {
        int longest = limit - model.tokenizer().encode("").size() - 1;
        int stride = Parameters.notNegative("stride", given, Math.min(DEFAULT_STRIDE, limit / 4));
        if (stride > longest) {
            throw PipelineException.invalid("'stride' is %d and %s reads %d tokens at once; use at most %d".formatted(stride,
                    model.name(), limit, longest));
        }
        return stride;
    }

    private static List<Encoding> windows(Encoding first) {
        List<Encoding> windows = new ArrayList<>();
        windows.add(first);
        windows.addAll(first.overflowing());
        return windows;
    }

    private static void merge(List<TokenScores> tokens, List<TokenScores> window, int begin) {
        int shared = tokens.size() - begin;
        for (int i = 0; i < window.size(); i++) {
            if (begin + i >= tokens.size()) {
                tokens.add(window.get(i));
            } else if (i >= shared - i) {
                tokens.set(begin + i, window.get(i));
            }
        }
    }

    private List<TokenScores> judge(Encoding window, FloatTensor logits, String text, int begin) {
        int labels = logits.dim(2);
        Labels.check(model, labels);
        List<Span> offsets = window.codePointOffsets();
        List<TokenScores> tokens = new ArrayList<>();
        for (int i = 0; i < window.size(); i++) {
            if (window.specialTokensMask()[i] == 0) {
                double[] scores = Numbers.finite(Vectors.softmax(Numbers.doubles(logits.values(), i * labels, labels)),
                        model.name());
                int index = tokens.size() + begin + 1;
                tokens.add(TokenScores.of(window, i, text, new TokenScores.Judgement(index, scores, offsets.get(i))));
            }
        }
        return tokens;
    }

    private static Strategy strategy(String name) {
        try {
            return Strategy.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw PipelineException.invalid(
                    "'aggregation_strategy' is '%s'; use none, simple, first, average or max".formatted(name));
        }
    }
}
