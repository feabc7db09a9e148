package org.llmspace.web.space;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.Failure;
import org.llmspace.contracts.pipeline.LabelScore;
import org.llmspace.contracts.pipeline.PipelineOutput;
import org.llmspace.contracts.pipeline.PipelineReply;
import org.llmspace.web.endpoint.Answer;
import org.llmspace.web.endpoint.Inputs;
import org.llmspace.web.endpoint.Marks;
import org.llmspace.web.space.component.Bars;
import org.llmspace.web.space.component.ContextGauge;
import org.llmspace.web.space.component.Highlight;
import org.llmspace.web.space.component.Matrix;
import org.llmspace.web.space.component.Measures;
import org.llmspace.web.space.component.MediaFile;
import org.llmspace.web.space.component.ModelTable;
import org.llmspace.web.space.component.SaidAt;
import org.llmspace.web.space.component.Thought;
import org.llmspace.web.space.component.TokenList;
import org.llmspace.web.words.Words;

/// An answer as it is shown: blocks of safe HTML and a line that says how it stands. A page with script gets the blocks
/// that changed, a page without gets all of them, and both look the same.
///
/// @param stage in lower case
/// @param note for people
/// @param kept id of the answer in the conversation that is kept; empty if none is
public record CallView(String call, String stage, List<String> blocks, String note, String text, String kept) {

    /// An answer of an earlier turn that only the page remembers.
    static CallView remembered(String answer) {
        return new CallView("", "completed", Markdown.blocks(answer, 0, number -> ""), "", answer, "");
    }

    /// An answer that chat-service keeps.
    static CallView kept(String answer, String id) {
        return new CallView("", "completed", Markdown.blocks(answer, 0, number -> ""), "", answer, id);
    }

    /// @param rank how many calls wait before it
    static CallView of(String call, Answer answer, Inputs inputs, int rank) {
        List<String> blocks = new ArrayList<>(thoughts(call, answer));
        blocks.addAll(
                Markdown.blocks(answer.text(), answer.citations().size(), number -> Markdown.anchor(call, number)));
        PipelineOutput output = answer.output();
        if (output != null) {
            blocks.addAll(generated(output).isEmpty() ? List.of(result(output, inputs))
                    : texts(answer.text(), generated(output)));
        }
        if (!answer.citations().isEmpty()) {
            blocks.add(Pages.sources(call, answer.citations()).render());
        }
        ContextGauge.of(answer.steps(), answer.usage()).ifPresent(gauge -> blocks.add(Pages.gauge(gauge).render()));
        return new CallView(call, answer.stage().name().toLowerCase(Locale.ROOT), blocks, note(answer, rank),
                answer.text(), Objects.requireNonNullElse(answer.kept(), ""));
    }

    public boolean open() {
        return stage.equals("waiting") || stage.equals("running");
    }

    public boolean failed() {
        return stage.equals("failed");
    }

    /// What stands before the text.
    private static List<String> thoughts(String call, Answer answer) {
        Stream<Thought> reasoning = answer.reasoning().isEmpty() ? Stream.empty()
                : Stream.of(Thought.ofReasoning(call, answer.reasoning(), !answer.ended() && answer.text().isEmpty()));
        return Stream.concat(reasoning, Thought.ofSteps(call, answer.steps(), answer.ended()).stream())
                .map(thought -> Pages.thought(thought).render()).toList();
    }

    private static String result(PipelineOutput output, Inputs inputs) {
        return switch (output) {
            case PipelineOutput.Classification(var labels) ->
                Pages.bars(Bars.ofLabels(Words.say("classification"), labels)).render();
            case PipelineOutput.Entities(var entities) -> highlighted(Words.say("entities"),
                    inputs.textIfAny("inputs").orElse(""), entities.stream()
                            .map(entity -> new Marks.Mark(entity.entityGroup(), entity.start(), entity.end())).toList());
            case PipelineOutput.Answers(var answers) -> answered(inputs.textIfAny("context").orElse(""), answers);
            case PipelineOutput.FilledMasks(var masks) -> Pages.bars(Bars.ofLabels(Words.say("fillings"), masks.stream()
                    .flatMap(List::stream).map(one -> new LabelScore(one.sequence(), one.score())).toList())).render();
            case PipelineOutput.Similarities(var scores) ->
                Pages.bars(Bars.ofSimilarities(Words.say("similarity"), inputs.lines("sentences"), scores)).render();
            case PipelineOutput.Embeddings(var vectors) ->
                Pages.matrix(Matrix.of(inputs.lines("inputs"), vectors)).render();
            case PipelineOutput.GeneratedTexts _ -> "";
            case PipelineOutput.Summaries _ -> "";
            case PipelineOutput.Translations _ -> "";
            case PipelineOutput.Transcript(var text, var chunks) ->
                Pages.transcript(text, chunks.stream().map(SaidAt::of).toList()).render();
            case PipelineOutput.Speech(var audio, var _) -> Pages.sound(MediaFile.of(audio, "speech")).render();
            case PipelineOutput.Image(var image) ->
                Pages.picture(MediaFile.of(image, "image"), inputs.textIfAny("inputs").orElse(Words.say("the_image"))).render();
            case PipelineOutput.DecodedText(var text) -> code(text);
            case PipelineOutput.Tokens tokens -> Pages.tokens(TokenList.of(tokenized(tokens, inputs), tokens)).render();
            case PipelineOutput.Tensors(var outputs) -> code(lines(outputs.entrySet(),
                    one -> "%s %s %s".formatted(one.getKey(), one.getValue().dtype(), one.getValue().shape())));
            case PipelineOutput.Models(var models) -> Pages.modelTable(ModelTable.of(models), "").render();
        };
    }

    /// The texts that the tokens are of: what was given, or what the chat template made of it.
    private static List<String> tokenized(PipelineOutput.Tokens tokens, Inputs inputs) {
        String written = tokens.text();
        return written != null ? List.of(written)
                : Stream.of("inputs", "text_pair").flatMap(name -> inputs.textIfAny(name).stream()).toList();
    }

    private static String highlighted(String title, String text, List<Marks.Mark> marks) {
        List<Marks.Part> parts = Marks.split(text, marks);
        return Pages.highlight(Highlight.of(title, parts.stream().map(Marks.Part::text).toList(),
                parts.stream().map(part -> Objects.requireNonNullElse(part.label(), "")).toList())).render();
    }

    /// The answers by score, and where the best one stands in the context.
    private static String answered(String context, List<PipelineOutput.Answer> answers) {
        String bars = Pages.bars(Bars.ofLabels(Words.say("answers"), answers.stream()
                .map(found -> new LabelScore(found.answer().isEmpty() ? Words.say("no_answer") : found.answer(), found.score()))
                .toList())).render();
        return bars + highlighted(Words.say("context_text"), context, answers.stream().limit(1)
                .map(best -> new Marks.Mark("answer", best.start(), best.end())).toList());
    }

    /// Texts that were written; empty for outputs of another kind.
    private static List<String> generated(PipelineOutput output) {
        return switch (output) {
            case PipelineOutput.GeneratedTexts(var texts) ->
                texts.stream().map(PipelineOutput.GeneratedText::generatedText).toList();
            case PipelineOutput.Summaries(var summaries) ->
                summaries.stream().map(PipelineOutput.Summary::summaryText).toList();
            case PipelineOutput.Translations(var translations) ->
                translations.stream().map(PipelineOutput.Translated::translationText).toList();
            case PipelineOutput.Transcript _ -> List.of();
            case PipelineOutput.Speech _ -> List.of();
            case PipelineOutput.Image _ -> List.of();
            case PipelineOutput.Classification _ -> List.of();
            case PipelineOutput.Entities _ -> List.of();
            case PipelineOutput.Answers _ -> List.of();
            case PipelineOutput.FilledMasks _ -> List.of();
            case PipelineOutput.Embeddings _ -> List.of();
            case PipelineOutput.Similarities _ -> List.of();
            case PipelineOutput.DecodedText _ -> List.of();
            case PipelineOutput.Tokens _ -> List.of();
            case PipelineOutput.Tensors _ -> List.of();
            case PipelineOutput.Models _ -> List.of();
        };
    }

    /// The texts as blocks, unless the first has come piece by piece and stands there already.
    private static List<String> texts(String streamed, List<String> texts) {
        List<String> shown = streamed.isEmpty() ? texts : texts.subList(1, texts.size());
        return shown.stream().flatMap(text -> Markdown.blocks(text, 0, number -> "").stream()).toList();
    }

    private static String code(String text) {
        return "<pre>" + text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") + "</pre>";
    }

    private static <T> String lines(Collection<T> things, Function<T, String> line) {
        return things.stream().map(line).collect(Collectors.joining("\n"));
    }

    private static String note(Answer answer, int rank) {
        return switch (answer.stage()) {
            case WAITING -> rank == 0 ? Words.say("waiting") : Words.say("waiting_behind", rank);
            case RUNNING -> running(answer);
            case COMPLETED -> completed(answer);
            case FAILED -> failed(answer.failure());
            case CANCELLED -> Words.say("stopped");
        };
    }

    private static String running(Answer answer) {
        PipelineReply.Progress progress = answer.progress();
        if (progress != null) {
            Long total = progress.total();
            return progress.description()
                    + (total == null || total == 0 ? "…" : " – %d %%".formatted(100 * progress.done() / total));
        }
        String name = Objects.requireNonNullElseGet(answer.model(), () -> Words.say("somebody"));
        return answer.attempt() > 1 ? Words.say("working_again", name, answer.attempt()) : Words.say("working_by", name);
    }

    private static String completed(Answer answer) {
        List<String> facts = new ArrayList<>();
        facts.add(answer.model() == null ? Words.say("done") : answer.model());
        facts.add(Measures.seconds(answer.durationMs()));
        var usage = answer.usage();
        if (usage != null && usage.totalTokens() > 0) {
            facts.add(Words.say("tokens_used", usage.totalTokens()));
            Double cost = usage.costUsd();
            if (cost != null) {
                facts.add(Measures.dollars(cost));
            }
        }
        facts.addAll(answer.warnings());
        return String.join(" · ", facts);
    }

    private static String failed(@Nullable Failure failure) {
        if (failure == null) {
            return Words.say("failed");
        }
        return failure.message() + (failure.retryable() ? " " + Words.say("again_soon") : "");
    }
}
