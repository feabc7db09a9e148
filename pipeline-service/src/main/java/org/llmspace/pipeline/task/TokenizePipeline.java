package org.llmspace.pipeline.task;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.FailureCode;
import org.llmspace.contracts.pipeline.PipelineOutput.DecodedText;
import org.llmspace.contracts.pipeline.PipelineOutput.Token;
import org.llmspace.contracts.pipeline.PipelineOutput.Tokens;
import org.llmspace.contracts.pipeline.PipelineTask.Detokenize;
import org.llmspace.contracts.pipeline.PipelineTask.Tokenize;
import org.llmspace.pipeline.model.Model;
import org.llmspace.pipeline.tokenizer.EncodeOptions;
import org.llmspace.pipeline.tokenizer.Encoding;
import org.llmspace.pipeline.tokenizer.Span;
import org.llmspace.pipeline.tokenizer.Tokenizer;
import org.llmspace.pipeline.tokenizer.Truncation;
import org.llmspace.pipeline.tokenizer.Truncation.Strategy;

/// Text to tokens and back, as the model's own files say.
final class TokenizePipeline {

    /// An answer lists so many; the count of a longer text is told all the same.
    private static final int MAX_LISTED = 100_000;

    private final Model model;
    private final Tokenizer tokenizer;
    private final int maxTokens;

    TokenizePipeline(Model model) {
        this.model = model;
        this.tokenizer = model.tokenizer();
        this.maxTokens = model.maxTokens();
    }

    Tokens run(Tokenize task) {
        String rendered = task.messages().isEmpty() ? null
                : new ChatPrompt(task.messages(), task.tools(), task.chatTemplateKwargs(),
                        !Boolean.FALSE.equals(task.addGenerationPrompt())).render(model);
        String text = rendered == null ? String.valueOf(task.inputs()) : rendered;
        EncodeOptions options = EncodeOptions.defaults()
                .withSpecialTokens(Objects.requireNonNullElse(task.addSpecialTokens(), rendered == null));
        int maxLength = Parameters.positive("max_length", task.maxLength(), maxTokens);
        Strategy strategy = strategy(task);
        Encoding whole = tokenizer.encode(text, task.textPair(), options);
        Encoding kept = strategy == null || whole.size() <= maxLength ? whole
                : tokenizer.encode(text, task.textPair(),
                        options.with(Truncation.to(maxLength).with(strategy)));
        if (kept.size() > MAX_LISTED) {
            throw new PipelineException(FailureCode.CONTENT_TOO_LARGE,
                    "The text has %d tokens and an answer lists %d; send 'max_length' to see the first ones and how many there are, or divide the text"
                            .formatted(kept.size(), MAX_LISTED));
        }
        return new Tokens(tokens(kept), whole.size(), maxTokens == Integer.MAX_VALUE ? null : maxTokens, rendered);
    }

    DecodedText run(Detokenize task) {
        int[] ids = task.ids().stream().mapToInt(Integer::intValue).toArray();
        check("ids", ids, tokenizer);
        boolean cleanUp = task.cleanUpTokenizationSpaces() == null ? tokenizer.config().cleanUpTokenizationSpaces()
                : task.cleanUpTokenizationSpaces();
        return new DecodedText(tokenizer.decode(ids, Boolean.TRUE.equals(task.skipSpecialTokens()), cleanUp));
    }

    static void check(String field, int[] ids, Tokenizer tokenizer) {
        for (int id : ids) {
            if (tokenizer.idToToken(id) == null) {
                throw PipelineException.invalid("'%s' has %d, which is no token of this model; use ids that its tokenizer gave"
                        .formatted(field, id));
            }
        }
    }

    private static @Nullable Strategy strategy(Tokenize task) {
        return switch (task.truncation()) {
            case null -> task.maxLength() == null ? null : Strategy.LONGEST_FIRST;
            case "do_not_truncate" -> null;
            case "longest_first" -> Strategy.LONGEST_FIRST;
            case "only_first" -> Strategy.ONLY_FIRST;
            case "only_second" -> Strategy.ONLY_SECOND;
            default -> throw PipelineException.invalid(
                    "'truncation' is '%s'; use do_not_truncate, longest_first, only_first or only_second"
                            .formatted(task.truncation()));
        };
    }

    private static List<Token> tokens(Encoding encoding) {
        List<Span> offsets = encoding.codePointOffsets();
        List<Token> tokens = new ArrayList<>(encoding.size());
        for (int i = 0; i < encoding.size(); i++) {
            int id = encoding.ids()[i];
            String token = encoding.tokens().get(i);
            int type = encoding.typeIds()[i];
            boolean special = encoding.specialTokensMask()[i] == 1;
            tokens.add(special ? new Token(id, token, true, type, null, null, null)
                    : new Token(id, token, false, type, encoding.sequenceIds()[i], offsets.get(i).start(),
                            offsets.get(i).end()));
        }
        return tokens;
    }
}
