package org.llmspace.pipeline.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llmspace.contracts.kafka.EventCodec;
import org.llmspace.contracts.pipeline.PipelineOutput;
import org.llmspace.contracts.pipeline.PipelineOutput.Answer;
import org.llmspace.contracts.pipeline.PipelineOutput.Classification;
import org.llmspace.contracts.pipeline.PipelineOutput.Entity;
import org.llmspace.contracts.pipeline.PipelineReply;
import org.llmspace.contracts.pipeline.PipelineRequest;
import org.llmspace.contracts.pipeline.PipelineTask;
import org.llmspace.contracts.pipeline.PipelineTask.FillMask;
import org.llmspace.contracts.pipeline.PipelineTask.QuestionAnswering;
import org.llmspace.contracts.pipeline.PipelineTask.TextClassification;
import org.llmspace.contracts.pipeline.PipelineTask.TokenClassification;
import org.llmspace.contracts.pipeline.PipelineTask.ZeroShotClassification;
import org.llmspace.pipeline.BuiltinPipelines;
import org.llmspace.pipeline.model.Models;

import com.fasterxml.jackson.databind.JsonNode;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/// The answers of the tiny models equal those of transformers.js, where that does what Python does.
class ParityTest {

    private static final Path RESOURCES = Path.of("src/test/resources");
    private static final Models MODELS = BuiltinPipelines.models(Optional.of(RESOURCES));
    private static final Pipelines PIPELINES = new Pipelines(MODELS, BuiltinPipelines.providers(),
            BuiltinPipelines.calls(), new SimpleMeterRegistry());
    private static final String LOVE = "I love this movie!";
    private static final String TERRIBLE = "The film was TERRIBLE, not good.";
    private static final String NAMES = "John Smith works at Google in Berlin.";
    private static final String CONTEXT = "John Smith works at Google. Mary lives in Paris, france.";
    private static final JsonNode EXPECTED = expected();

    @Test
    void textClassification() {
        assertLabels(classify(LOVE, 1), EXPECTED.get("cls.single"));
        assertLabels(classify(LOVE, null), EXPECTED.get("cls.top_k=null"));
        assertLabels(classify(TERRIBLE, 2), EXPECTED.get("cls.top_k=2 batch").get(1));
        assertLabels(run("tiny/bert-multi", new TextClassification(LOVE, null, null, null)),
                EXPECTED.get("multi.topnull"));
    }

    @Test
    void textClassificationAppliesTheFunctionThatIsAskedFor() {
        double[] logits = scores("none");
        double[] sigmoids = scores("sigmoid");
        assertThat(sigmoids[0]).isCloseTo(1 / (1 + Math.exp(-logits[0])), within(1e-9));
        assertThat(logits[0] - logits[2]).isCloseTo(Math.log(0.6842707395553589 / 0.0733521431684494), within(1e-5));
        assertThatThrownBy(() -> scores("cube")).isInstanceOf(PipelineException.class).hasMessageContaining("softmax");
    }

    @Test
    void zeroShotClassificationByInference() {
        assertZeroShot(zeroShot(LOVE, null, false, "sport", "politics", "science"), EXPECTED.get("zs"));
        assertZeroShot(zeroShot(LOVE, null, true, "sport", "politics", "science"), EXPECTED.get("zs.multi"));
        assertZeroShot(zeroShot(LOVE, null, false, "sport"), EXPECTED.get("zs.one"));
        assertZeroShot(zeroShot(TERRIBLE, "this is about {}", false, "sport", "politics"),
                EXPECTED.get("zs.template").get(1));
    }

    @Test
    void tokenClassification() {
        List<Entity> tokens = entities(NAMES, "none");
        JsonNode expected = EXPECTED.get("ner.none");
        assertThat(tokens).hasSameSizeAs(expected);
        for (int i = 0; i < tokens.size(); i++) {
            assertThat(tokens.get(i).entity()).isEqualTo(expected.get(i).get("entity").asText());
            assertThat(tokens.get(i).index()).isEqualTo(expected.get(i).get("index").asInt());
            assertThat(tokens.get(i).word()).isEqualTo(expected.get(i).get("word").asText());
            assertThat(tokens.get(i).score()).isCloseTo(expected.get(i).get("score").asDouble(), within(1e-5));
        }
    }

    @ParameterizedTest
    @CsvSource({ "simple", "first", "average", "max" })
    void tokenClassificationGroupsTokensAndKnowsTheirPlace(String strategy) {
        JsonNode expected = EXPECTED.get("ner.simple").get(0);
        Entity entity = entities(NAMES, strategy).getFirst();
        assertThat(entity.entityGroup()).isEqualTo(expected.get("entity_group").asText());
        assertThat(entity.word()).isEqualTo(expected.get("word").asText());
        assertThat(entity.score()).isCloseTo(expected.get("score").asDouble(), within(1e-5));
        assertThat(NAMES.substring(entity.start(), entity.end())).isEqualTo(NAMES);
    }

    @Test
    void tokenClassificationReadsLongTextsInWindowsAndLosesNothing() {
        String text = (NAMES + " ").repeat(20).strip();
        List<Entity> tokens = entities(text, "none");
        assertThat(tokens).hasSize(20 * 8).isSortedAccordingTo((a, b) -> a.start() - b.start());
        assertThat(tokens.getLast().end()).isEqualTo(text.length());
        assertThat(tokens).extracting(Entity::index).doesNotHaveDuplicates();
    }

    @Test
    void questionAnswering() {
        List<Answer> answers = answers(new QuestionAnswering("Who works at google?", CONTEXT, 3, null, null, null, null,
                null, null));
        JsonNode expected = EXPECTED.get("qa.top3");
        assertThat(answers).hasSize(3);
        for (int i = 0; i < 3; i++) {
            Answer answer = answers.get(i);
            assertThat(answer.answer()).isEqualToIgnoringCase(expected.get(i).get("answer").asText());
            assertThat(answer.score()).isCloseTo(expected.get(i).get("score").asDouble(), within(1e-5));
            assertThat(CONTEXT.substring(answer.start(), answer.end())).isEqualTo(answer.answer());
        }
    }

    @Test
    void questionAnsweringReadsLongContextsAndMayFindNothing() {
        String context = "The weather is nice. ".repeat(30) + CONTEXT;
        List<Answer> answers = answers(
                new QuestionAnswering("Who works at google?", context, 5_000, 8, 3, 40, 10, true, true));
        assertThat(answers).isSortedAccordingTo((a, b) -> Double.compare(b.score(), a.score()));
        assertThat(answers).allSatisfy(
                answer -> assertThat(context.substring(answer.start(), answer.end())).isEqualTo(answer.answer()));
        assertThat(answers).anySatisfy(answer -> assertThat(answer.start()).isGreaterThan(600));
        assertThat(answers).extracting(Answer::answer).contains("");
    }

    @Test
    void fillMask() {
        assertFillings("the capital of france is [MASK].", null, EXPECTED.get("fm"));
        assertFillings("the [MASK] is good", 2, EXPECTED.get("fm.top2 batch").get(0));
        assertFillings("[MASK] world", 2, EXPECTED.get("fm.top2 batch").get(1));
        assertThatThrownBy(() -> run("tiny/bert-mlm", new FillMask("hello", null, null)))
                .hasMessageContaining("Mask token ([MASK]) not found");
    }

    @Test
    void fillMaskChoosesFromTargetsAndFillsEveryMask() {
        var filled = run("tiny/bert-mlm",
                new FillMask("the [MASK] is [MASK]", 5, List.of("good", "world", "good")));
        assertThat(filled.masks()).hasSize(2);
        assertThat(filled.masks().getFirst()).extracting(PipelineOutput.Filling::tokenStr)
                .containsExactlyInAnyOrder("good", "world");
        assertThat(filled.masks().getFirst().getFirst().sequence()).contains("[MASK]");
    }

    @Test
    void modelsKnowTheirTask() {
        assertThat(PIPELINES.taskOf("tiny/bert-qa")).isEqualTo("question-answering");
        assertThat(PIPELINES.taskOf("tiny/bert-emb")).isEqualTo("feature-extraction");
        assertThatThrownBy(() -> run("tiny/bert-emb", new TextClassification(LOVE, null, null, null)))
                .hasMessageContaining("use a model of this task");
    }

    private static Classification classify(String text, Integer top) {
        return run("tiny/bert-cls", new TextClassification(text, null, null, top));
    }

    private static double[] scores(String function) {
        Classification answer = run("tiny/bert-cls", new TextClassification(LOVE, null, function, null));
        return answer.labels().stream().mapToDouble(label -> label.score()).toArray();
    }

    private static Classification zeroShot(String text, String template, boolean multi, String... labels) {
        return run("tiny/bert-nli", new ZeroShotClassification(text, List.of(labels), template, multi));
    }

    private static List<Entity> entities(String text, String strategy) {
        return run("tiny/bert-ner", new TokenClassification(text, null, null, strategy)).entities();
    }

    private static List<Answer> answers(QuestionAnswering task) {
        return run("tiny/bert-qa", task).answers();
    }

    private static void assertFillings(String text, Integer top, JsonNode expected) {
        var filled = run("tiny/bert-mlm", new FillMask(text, top, null)).masks().getFirst();
        assertThat(filled).hasSameSizeAs(expected);
        for (int i = 0; i < filled.size(); i++) {
            assertThat(filled.get(i).token()).isEqualTo(expected.get(i).get("token").asInt());
            assertThat(filled.get(i).tokenStr()).isEqualTo(expected.get(i).get("token_str").asText());
            assertThat(filled.get(i).sequence()).isEqualTo(expected.get(i).get("sequence").asText());
            assertThat(filled.get(i).score()).isCloseTo(expected.get(i).get("score").asDouble(), within(1e-5));
        }
    }

    private static void assertLabels(Classification actual, JsonNode expected) {
        assertThat(actual.labels()).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.labels().get(i).label()).isEqualTo(expected.get(i).get("label").asText());
            assertThat(actual.labels().get(i).score()).isCloseTo(expected.get(i).get("score").asDouble(), within(1e-5));
        }
    }

    private static void assertZeroShot(Classification actual, JsonNode expected) {
        for (int i = 0; i < expected.get("labels").size(); i++) {
            assertThat(actual.labels().get(i).label()).isEqualTo(expected.get("labels").get(i).asText());
            assertThat(actual.labels().get(i).score()).isCloseTo(expected.get("scores").get(i).asDouble(), within(1e-5));
        }
    }

    @SuppressWarnings("unchecked") // the task's type says what it answers with
    private static <R extends PipelineOutput> R run(String model, PipelineTask<R> task) {
        try (var replies = PIPELINES.run(new PipelineRequest.Call(model, task))) {
            return (R) ((PipelineReply.Completed) replies.toList().getLast()).output();
        }
    }

    private static JsonNode expected() {
        try {
            return EventCodec.json().readTree(RESOURCES.resolve("tiny/expected.json").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
