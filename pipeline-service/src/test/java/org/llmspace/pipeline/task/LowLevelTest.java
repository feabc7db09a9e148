package org.llmspace.pipeline.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.llmspace.contracts.kafka.EventCodec;
import org.llmspace.contracts.pipeline.ModelDescription;
import org.llmspace.contracts.pipeline.ModelState;
import org.llmspace.contracts.pipeline.PipelineOutput.Token;
import org.llmspace.contracts.pipeline.PipelineOutput.Tokens;
import org.llmspace.contracts.pipeline.PipelineTask.Detokenize;
import org.llmspace.contracts.pipeline.PipelineTask.Forward;
import org.llmspace.contracts.pipeline.PipelineTask.ListModels;
import org.llmspace.contracts.pipeline.PipelineTask.Tokenize;
import org.llmspace.contracts.pipeline.TensorValue;
import org.llmspace.pipeline.BuiltinPipelines;
import org.llmspace.pipeline.model.Model;
import org.llmspace.pipeline.model.ModelException;
import org.llmspace.pipeline.model.Models;

import com.fasterxml.jackson.databind.JsonNode;

/// Tokens, tensors and models for those who want to do the rest themselves.
class LowLevelTest {

    private static final Model MINILM = BuiltinPipelines.models().get("llm-space/minilm");
    private static final TokenizePipeline TOKENIZER = new TokenizePipeline(MINILM);
    private final Models models = BuiltinPipelines.models(Optional.of(Path.of("src/test/resources")));

    @Test
    void tokensKnowWhereTheyStandInTheText() {
        Tokens tokens = TOKENIZER.run(Tokenize.of("🙂 tokenizers"));
        assertThat(tokens.tokens().getFirst()).isEqualTo(new Token(101, "[CLS]", true, 0, null, null, null));
        assertThat(tokens.tokens()).filteredOn(token -> token.token().equals("token")).singleElement()
                .satisfies(token -> assertThat(List.of(token.start(), token.end())).containsExactly(2, 7));
        assertThat(tokens.count()).isEqualTo(tokens.tokens().size());
        assertThat(tokens.maxLength()).isEqualTo(MINILM.maxTokens());
    }

    @Test
    void aPairIsCutWhereTheCallerSays() {
        Tokens tokens = TOKENIZER.run(new Tokenize("a question", "a very long context", null, "only_second", 7));
        assertThat(tokens.tokens()).hasSize(7).extracting(Token::token).containsExactly("[CLS]", "a", "question",
                "[SEP]", "a", "very", "[SEP]");
        assertThat(tokens.tokens()).extracting(Token::typeId).containsExactly(0, 0, 0, 0, 1, 1, 1);
        assertThat(tokens.count()).isEqualTo(9);
        assertThatThrownBy(() -> TOKENIZER.run(new Tokenize("a", null, null, "middle", null)))
                .hasMessageContaining("only_second");
    }

    @Test
    void aConversationBecomesTheTextOfTheModelsTemplate() {
        JsonNode message = EventCodec.json().createObjectNode().put("role", "user").put("content", "hello");
        Tokens tokens = models.with("tiny/gpt2", model -> new TokenizePipeline(model).run(
                new Tokenize(null, List.of(message), List.of(), null, null, null, null, null, null)));
        assertThat(tokens.text()).contains("hello").endsWith("<assistant>");
        assertThat(tokens.count()).isPositive();
        assertThatThrownBy(() -> TOKENIZER.run(
                new Tokenize(null, List.of(message), List.of(), null, null, null, null, null, null)))
                .isInstanceOf(PipelineException.class).hasMessageContaining("chat template");
    }

    @Test
    void idsBecomeTextAgain() {
        List<Integer> ids = TOKENIZER.run(Tokenize.of("Hello, world!")).tokens().stream().map(Token::id).toList();
        assertThat(TOKENIZER.run(new Detokenize(ids, true, null)).text()).isEqualTo("hello, world!");
        assertThat(TOKENIZER.run(new Detokenize(ids, null, null)).text()).startsWith("[CLS]").endsWith("[SEP]");
        assertThatThrownBy(() -> TOKENIZER.run(new Detokenize(List.of(101, 99_999_999), true, null)))
                .isInstanceOf(PipelineException.class).hasMessageContaining("99999999");
    }

    @Test
    void aGraphAnswersTensorsWithTensors() {
        TensorValue logits = forward(Map.of("input_ids", row(1, 5, 2), "attention_mask", row(1, 1, 1), "token_type_ids",
                row(0, 0, 0)), List.of("logits")).get("logits");
        assertThat(logits).isNotNull();
        assertThat(logits.dtype()).isEqualTo("float32");
        assertThat(logits.shape()).containsExactly(1L, 3L);
        assertThat(logits.data()).hasSize(3);
    }

    @Test
    void tensorsThatDoNotFitAreRefusedWithTheReason() {
        Map<String, TensorValue> noMask = Map.of("input_ids", row(1, 5, 2));
        assertThatThrownBy(() -> forward(noMask, List.of())).isInstanceOf(PipelineException.class);
        assertThatThrownBy(() -> forward(Map.of("pixels", row(1)), List.of())).hasMessageContaining("input_ids");
        assertThatThrownBy(() -> forward(noMask, List.of("boxes"))).hasMessageContaining("logits");
        var shapeless = Map.of("input_ids", new TensorValue("int64", List.of(2L, 2L), List.of(1)));
        assertThatThrownBy(() -> forward(shapeless, List.of())).hasMessageContaining("shape");
        var typeless = Map.of("input_ids", new TensorValue("complex", List.of(1L), List.of(1)));
        assertThatThrownBy(() -> forward(typeless, List.of())).hasMessageContaining("int64");
        var outOfVocabulary = Map.of("input_ids", row(1_000_000), "attention_mask", row(1), "token_type_ids", row(0));
        assertThatThrownBy(() -> forward(outOfVocabulary, List.of())).hasMessageContaining("refuses");
    }

    @Test
    void modelsAreListedLoadedAndUnloaded() {
        assertThat(state("tiny/bert-ner")).isEqualTo(ModelState.AVAILABLE);
        new ModelListing(models, BuiltinPipelines.providers()).load("tiny/bert-ner");
        assertThat(state("tiny/bert-ner")).isEqualTo(ModelState.LOADED);
        new ModelListing(models, BuiltinPipelines.providers()).unload("tiny/bert-ner");
        assertThat(state("tiny/bert-ner")).isEqualTo(ModelState.AVAILABLE);
        assertThatThrownBy(() -> new ModelListing(models, BuiltinPipelines.providers()).load("nobody/nothing"))
                .isInstanceOf(ModelException.class);
        assertThat(new ModelListing(models, BuiltinPipelines.providers()).run(new ListModels("question-answering")).models())
                .extracting(ModelDescription::id).containsExactly("llm-space/qa", "families/roberta", "tiny/bert-qa",
                        "Xenova/distilbert-base-cased-distilled-squad");
        // a program's voice has no files of its own
        assertThat(list()).filteredOn(model -> model.state() != ModelState.UNAVAILABLE && !model.id().equals("espeak-ng"))
                .allSatisfy(model -> assertThat(model.sizeBytes()).isPositive());
    }

    @Test
    void aModelInUseIsClosedOnlyAfterwards() {
        List<String> answers = new ArrayList<>();
        models.with("tiny/bert-cls", model -> {
            models.unload("tiny/bert-cls");
            return answers.addAll(new ForwardPipeline(model, task(oneToken(), List.of())).run(task(oneToken(), List.of()))
                    .outputs().keySet());
        });
        assertThat(answers).containsExactly("logits");
        assertThat(state("tiny/bert-cls")).isEqualTo(ModelState.AVAILABLE);
    }

    private ModelState state(String name) {
        return list().stream().filter(model -> model.id().equals(name)).findFirst().orElseThrow().state();
    }

    private List<ModelDescription> list() {
        return new ModelListing(models, BuiltinPipelines.providers()).run(new ListModels(null)).models();
    }

    private Map<String, TensorValue> forward(Map<String, TensorValue> inputs, List<String> outputs) {
        Forward task = task(inputs, outputs);
        return models.with("tiny/bert-cls", model -> new ForwardPipeline(model, task).run(task).outputs());
    }

    private static Forward task(Map<String, TensorValue> inputs, List<String> outputs) {
        return new Forward(null, inputs, outputs);
    }

    private static Map<String, TensorValue> oneToken() {
        return Map.of("input_ids", row(5), "attention_mask", row(1), "token_type_ids", row(0));
    }

    private static TensorValue row(Integer... numbers) {
        return new TensorValue("int64", List.of(1L, (long) numbers.length), List.of(numbers));
    }
}
