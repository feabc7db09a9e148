package org.llmspace.chat.tool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.llmspace.chat.backend.PipelineFailedException;
import org.llmspace.contracts.kafka.EventCodec;
import org.llmspace.contracts.pipeline.GenerationParameters;
import org.llmspace.contracts.pipeline.LabelScore;
import org.llmspace.contracts.pipeline.PipelineOutput;
import org.llmspace.contracts.pipeline.PipelineTask;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// The pipelines that are tools: their arguments in, a sentence or a list of them out.
final class PipelineTools {

    /// Runs a pipeline; [org.llmspace.chat.backend.PipelineClient] does.
    interface Pipelines {
        <R extends PipelineOutput> R run(@Nullable String model, PipelineTask<R> task, Duration patience);
    }

    private static final String TEXT = "text";

    private final Pipelines pipelines;
    private final Duration patience;

    /// @param patience how long a pipeline may take
    PipelineTools(Pipelines pipelines, Duration patience) {
        this.pipelines = pipelines;
        this.patience = patience;
    }

    /// @param translates whether there is a model that translates
    List<Tool> all(BooleanSupplier translates) {
        return List.of(
                tool("sentiment", "Tells whether a text is positive or negative in tone, with how sure that is.",
                        List.of(TEXT), this::sentiment),
                tool("summarize", "Shortens a text to what matters in it.", List.of(TEXT), this::summarize),
                tool("named_entities", "Lists the names in a text: people, organizations, places and others.", List.of(TEXT),
                        this::entities),
                tool("classify", "Tells which of some labels fit a text, the best first.", List.of(TEXT, "labels"),
                        this::classify),
                tool("answer_from_text", "Finds the words in a text that answer a question, word for word.",
                        List.of("question", TEXT), this::answer),
                tool("count_tokens", "Counts the tokens of a text, by the tokenizer of a model if one is named.",
                        List.of(TEXT, "model?"), this::count),
                new PipelineTool("translate", "Translates a text with a local model.",
                        schema(List.of(TEXT, "from?", "to?", "model?")), translates, this::translate));
    }

    private static Tool tool(String name, String description, List<String> arguments, Function<JsonNode, String> run) {
        return new PipelineTool(name, description, schema(arguments), () -> true, run);
    }

    private String sentiment(JsonNode arguments) {
        return labels(run(null, new PipelineTask.TextClassification(text(arguments, TEXT), null, null, null)).labels());
    }

    private String summarize(JsonNode arguments) {
        var task = new PipelineTask.Summarization(text(arguments, TEXT), null, null, GenerationParameters.DEFAULT);
        return run(null, task).summaries().getFirst().summaryText();
    }

    private String entities(JsonNode arguments) {
        var found = run(null, new PipelineTask.TokenClassification(text(arguments, TEXT), null, null, null)).entities();
        return found.isEmpty() ? "There are no names in the text."
                : found.stream().map(entity -> "%s: %s (%s)".formatted(entity.word(), entity.entityGroup(),
                        percent(entity.score()))).collect(Collectors.joining("\n"));
    }

    private String classify(JsonNode arguments) {
        List<String> labels = new ArrayList<>();
        arguments.path("labels").forEach(label -> labels.add(label.asText()));
        if (labels.isEmpty()) {
            throw new IllegalArgumentException("classify needs 'labels', a list of texts");
        }
        return labels(run(null, new PipelineTask.ZeroShotClassification(text(arguments, TEXT), labels, null, false)).labels());
    }

    private String answer(JsonNode arguments) {
        var answers = run(null, PipelineTask.QuestionAnswering.of(text(arguments, "question"), text(arguments, TEXT)))
                .answers();
        return answers.isEmpty() || answers.getFirst().answer().isBlank() ? "The text does not answer that."
                : "%s (%s)".formatted(answers.getFirst().answer(), percent(answers.getFirst().score()));
    }

    private String count(JsonNode arguments) {
        String model = arguments.path("model").textValue();
        int count = run(model, PipelineTask.Tokenize.of(text(arguments, TEXT))).count();
        return "%d tokens by the tokenizer of %s".formatted(count, model == null ? "the built-in model" : model);
    }

    private String translate(JsonNode arguments) {
        var task = new PipelineTask.Translation(text(arguments, TEXT), arguments.path("from").textValue(),
                arguments.path("to").textValue(), null, null, GenerationParameters.DEFAULT);
        return run(arguments.path("model").textValue(), task).translations().getFirst().translationText();
    }

    private <R extends PipelineOutput> R run(@Nullable String model, PipelineTask<R> task) {
        try {
            return pipelines.run(model, task, patience);
        } catch (PipelineFailedException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static String labels(List<LabelScore> labels) {
        return labels.stream().map(label -> "%s (%s)".formatted(label.label(), percent(label.score())))
                .collect(Collectors.joining(", "));
    }

    private static String percent(double score) {
        return String.format(Locale.ROOT, "%.1f%%", score * 100);
    }

    private static String text(JsonNode arguments, String name) {
        String text = arguments.path(name).textValue();
        if (text == null || text.isBlank()) {
            throw new IllegalArgumentException("the argument '%s' is missing; it must be a text".formatted(name));
        }
        return text;
    }

    /// @param arguments their names; `?` behind one says that it may be left out
    private static String schema(List<String> arguments) {
        ObjectNode schema = EventCodec.json().createObjectNode().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        for (String argument : arguments) {
            String name = argument.replace("?", "");
            ObjectNode property = properties.putObject(name);
            if (name.equals("labels")) {
                property.put("type", "array").putObject("items").put("type", "string");
            } else {
                property.put("type", "string");
            }
            if (!argument.endsWith("?")) {
                schema.withArray("required").add(name);
            }
        }
        return schema.put("additionalProperties", false).toString();
    }
}
