package org.llmspace.pipeline.task;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.FailureCode;
import org.llmspace.contracts.pipeline.GenerationParameters;
import org.llmspace.contracts.pipeline.PipelineOutput;
import org.llmspace.contracts.pipeline.PipelineOutput.GeneratedText;
import org.llmspace.contracts.pipeline.PipelineTask.Summarization;
import org.llmspace.contracts.pipeline.PipelineTask.Text2TextGeneration;
import org.llmspace.contracts.pipeline.PipelineTask.Translation;
import org.llmspace.pipeline.generation.Generated;
import org.llmspace.pipeline.generation.GenerationConfig;
import org.llmspace.pipeline.generation.TextGenerator;
import org.llmspace.pipeline.model.Model;
import org.llmspace.pipeline.model.ModelException;
import org.llmspace.pipeline.tokenizer.EncodeOptions;
import org.llmspace.pipeline.tokenizer.Encoding;
import org.llmspace.pipeline.tokenizer.Truncation;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// What a model with an encoder makes of a text: another text, a summary, a translation.
final class Text2TextPipeline {

    /// A text as the model wants it.
    ///
    /// @param settings the name of the model's settings for the task
    /// @param cleanUp whether the answer's spaces before punctuation are taken out; null leaves it to the model
    /// @param source the language token that the text begins or ends with; null if it has none
    private record Source(String text, String settings, @Nullable String truncation, @Nullable Boolean cleanUp,
            @Nullable String source) {
    }

    private final Model model;

    Text2TextPipeline(Model model) {
        this.model = model;
        if (!TextGenerator.encodes(model)) {
            throw new ModelException(ModelException.Reason.WRONG_TASK,
                    "%s has no encoder; use text-generation".formatted(model.name()));
        }
    }

    Answering start(Text2TextGeneration task) {
        Source source = new Source(task.inputs(), task.taskName(), task.truncation(), task.cleanUpTokenizationSpaces(), null);
        return start(source, task.parameters(), null, texts -> new PipelineOutput.GeneratedTexts(texts.stream()
                .map(text -> new GeneratedText(text.text(), text.finish().name().toLowerCase(Locale.ROOT),
                        text.promptTokens(), text.tokens().size(), null, List.of(), List.of(), List.of()))
                .toList()));
    }

    Answering start(Summarization task) {
        Source source = new Source(task.inputs(), task.taskName(), task.truncation(), task.cleanUpTokenizationSpaces(), null);
        return start(source, task.parameters(), null, texts -> new PipelineOutput.Summaries(
                texts.stream().map(text -> new PipelineOutput.Summary(text.text())).toList()));
    }

    Answering start(Translation task) {
        String from = task.srcLang();
        String to = task.tgtLang();
        String target = to == null ? null : languageToken(to);
        Integer first = target == null ? null : model.tokenizer().tokenToId(target);
        if (from != null && first != null && languageToken(from) == null) {
            throw PipelineException.invalid("%s does not know how to translate from '%s'; use its own name of the language"
                    .formatted(model.name(), from));
        }
        String settings = first == null && from != null && to != null ? "translation_%s_to_%s".formatted(from, to)
                : "translation";
        String marian = ">>%s<< ".formatted(to);
        boolean named = to != null && model.tokenizer().tokenToId(marian.strip()) != null;
        String text = named ? marian + task.inputs() : task.inputs();
        if (to != null && first == null && !named && prefix(settings).isEmpty() && !isMarian()) {
            throw PipelineException.invalid("%s does not know how to translate to '%s'; use its own name of the language"
                    .formatted(model.name(), to));
        }
        Source source = new Source(text, settings, task.truncation(), task.cleanUpTokenizationSpaces(),
                from == null || first == null ? null : languageToken(from));
        return start(source, task.parameters(), first, texts -> new PipelineOutput.Translations(
                texts.stream().map(one -> new PipelineOutput.Translated(one.text())).toList()));
    }

    private boolean isMarian() {
        return model.config().modelType().equals("marian");
    }

    private @Nullable String languageToken(String language) {
        return Stream.of(language, "__%s__".formatted(language))
                .filter(token -> {
                    Integer id = model.tokenizer().tokenToId(token);
                    return id != null && model.tokenizer().isSpecial(id);
                }).findFirst().orElse(null);
    }

    private Answering start(Source source, GenerationParameters parameters, @Nullable Integer first,
            Function<List<Generated>, PipelineOutput> shape) {
        ObjectNode asked = Generation.asked(parameters);
        if (first != null && !asked.has("forced_bos_token_id")) {
            asked.put("forced_bos_token_id", first);
        }
        if (source.cleanUp() != null) {
            asked.put("clean_up_tokenization_spaces", source.cleanUp());
        }
        var generator = new TextGenerator(model,
                GenerationConfig.of(model, source.settings(), asked));
        var order = new Generation.Order(tokens(source), Boolean.TRUE.equals(parameters.stream()), false, 0);
        return new Generation(generator, order, shape);
    }

    private String prefix(String settings) {
        var json = model.config().json();
        return json.path("task_specific_params").path(settings).path("prefix").asText(json.path("prefix").asText(""));
    }

    private int[] tokens(Source source) {
        String text = prefix(source.settings()) + source.text();
        EncodeOptions options = EncodeOptions.defaults().withLanguage(source.source());
        int limit = model.maxTokens();
        String truncation = Objects.requireNonNullElse(source.truncation(), "longest_first");
        Encoding encoding = switch (truncation) {
            case "longest_first", "only_first" -> model.tokenizer().encode(text, options.with(Truncation.to(limit)));
            case "do_not_truncate", "only_second" -> model.tokenizer().encode(text, options);
            default -> throw PipelineException.invalid(
                    "'truncation' is '%s'; use longest_first, only_first or do_not_truncate".formatted(truncation));
        };
        if (encoding.size() > limit) {
            throw new PipelineException(FailureCode.CONTEXT_LENGTH_EXCEEDED,
                    "The text has %d tokens, %s reads %d; shorten it or leave 'truncation' out".formatted(
                            encoding.size(), model.name(), limit));
        }
        return encoding.ids();
    }
}
