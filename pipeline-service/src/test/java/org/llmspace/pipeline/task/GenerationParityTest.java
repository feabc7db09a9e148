package org.llmspace.pipeline.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llmspace.contracts.kafka.EventCodec;
import org.llmspace.contracts.pipeline.GeneratedToken;
import org.llmspace.contracts.pipeline.PipelineOutput;
import org.llmspace.contracts.pipeline.PipelineOutput.GeneratedText;
import org.llmspace.contracts.pipeline.PipelineOutput.GeneratedTexts;
import org.llmspace.contracts.pipeline.PipelineOutput.Summaries;
import org.llmspace.contracts.pipeline.PipelineOutput.Translations;
import org.llmspace.contracts.pipeline.PipelineReply;
import org.llmspace.contracts.pipeline.PipelineRequest;
import org.llmspace.contracts.pipeline.PipelineTask;
import org.llmspace.pipeline.BuiltinPipelines;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/// Generated texts equal those of transformers.js, where that does what Python does.
class GenerationParityTest {

    private static final Path RESOURCES = Path.of("src/test/resources");
    private static final ObjectMapper JSON = EventCodec.json();
    private static final Pipelines PIPELINES = new Pipelines(BuiltinPipelines.models(Optional.of(RESOURCES)),
            BuiltinPipelines.providers(), BuiltinPipelines.calls(), new SimpleMeterRegistry());
    private static final JsonNode EXPECTED = expected();
    private static final String LONG = "the company is in paris and mary works at google";
    private static final String PARIS = "the company is in paris";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            tg.greedy         | {"max_new_tokens": 12}
            tg.nofull         | {"max_new_tokens": 12, "return_full_text": false}
            tg.rep            | {"max_new_tokens": 12, "repetition_penalty": 1.8}
            tg.ngram          | {"max_new_tokens": 12, "no_repeat_ngram_size": 2}
            tg.minnew         | {"max_new_tokens": 12, "min_new_tokens": 5}
            tg.top_k1 sample  | {"max_new_tokens": 8, "do_sample": true, "top_k": 1}
            tg.maxlen         | {"max_new_tokens": 256}
            """)
    void textGeneration(String record, String parameters) {
        assertThat(gpt2("hello world", parameters).generatedText())
                .isEqualTo(EXPECTED.get(record).get(0).get("generated_text").asText());
    }

    @Test
    void textGenerationFromShortAndLongPrompts() {
        JsonNode batch = EXPECTED.get("tg.batch");
        assertThat(gpt2("hello world the cat", "{\"max_new_tokens\": 8}").generatedText())
                .isEqualTo(batch.get(0).get(0).get("generated_text").asText());
        assertThat(gpt2("the", "{\"max_new_tokens\": 8}").generatedText())
                .isEqualTo(batch.get(1).get(0).get("generated_text").asText());
    }

    @Test
    void aLongPromptThatIsReadInTwoStepsGoesOnLikeAShortOne() {
        String start = "hello world the cat is in the world ".repeat(6);
        String whole = gpt2(start, "{\"max_new_tokens\": 6}").generatedText();
        GeneratedText details = gpt2(start, "{\"max_new_tokens\": 6, \"details\": true, \"decoder_input_details\": true}");
        assertThat(details.promptTokens()).isGreaterThan(32).isEqualTo(details.prefill().size());
        assertThat(details.generatedText()).isEqualTo(whole);
    }

    @Test
    void tokensAndTheirProbabilities() {
        GeneratedText text = gpt2("hello world", "{\"max_new_tokens\": 12, \"details\": true, \"top_n_tokens\": 3}");
        int[] expected = JSON.convertValue(EXPECTED.get("tg.ids").get("out").get(0), int[].class);
        assertThat(text.tokens()).extracting(token -> token.id()).containsExactly(
                java.util.Arrays.stream(expected).skip(2).boxed().toArray(Integer[]::new));
        assertThat(text.topTokens()).hasSize(12).allSatisfy(top -> assertThat(top).hasSize(3));
        assertThat(text.topTokens().getFirst().getFirst()).satisfies(best -> {
            assertThat(best.id()).isEqualTo(expected[2]);
            assertThat(best.logprob()).isCloseTo(text.tokens().getFirst().logprob(), within(1e-6)).isNegative();
        });
        assertThat(text.finishReason()).isEqualTo("length");
    }

    @Test
    void tokensOfThePromptAndTheirProbabilities() {
        String prompt = "hello world the cat is in the world ".repeat(6); // longer than what is read at once
        List<GeneratedToken> prefill = gpt2(prompt,
                "{\"max_new_tokens\": 1, \"details\": true, \"decoder_input_details\": true}")
                .prefill();
        assertThat(prefill.getFirst().logprob()).isNull();
        for (int place : new int[] { 1, 5, 31, 32, 33, prefill.size() - 1 }) {
            String before = prefill.stream().limit(place).map(GeneratedToken::text).collect(Collectors.joining());
            var rivals = gpt2(before, "{\"max_new_tokens\": 1, \"details\": true, \"top_n_tokens\": 400}").topTokens()
                    .getFirst();
            assertThat(rivals).filteredOn(rival -> rival.id() == prefill.get(place).id()).singleElement()
                    .satisfies(same -> assertThat(prefill.get(place).logprob()).isCloseTo(same.logprob(), within(1e-4)));
        }
    }

    @Test
    void theBestOfSeveralHasTheOthersWithIt() {
        String parameters = "{\"max_new_tokens\": 6, \"do_sample\": true, \"temperature\": 5.0, \"seed\": 7, \"best_of\": 4%s}";
        GeneratedText best = gpt2("hello", parameters.formatted(", \"details\": true"));
        assertThat(best.bestOfSequences()).hasSize(3).allSatisfy(other -> {
            assertThat(other.tokens()).hasSize(6);
            assertThat(sum(other)).isLessThanOrEqualTo(sum(best));
        });
        assertThat(gpt2("hello", parameters.formatted("")).generatedText()).isEqualTo(best.generatedText());
        assertThat(gpt2("hello", parameters.formatted("")).bestOfSequences()).isEmpty();
    }

    private static double sum(GeneratedText text) {
        return text.tokens().stream().mapToDouble(GeneratedToken::logprob).sum();
    }

    @Test
    void spacesBeforePunctuationAreTakenOutUnlessAskedOtherwise() {
        List<Integer> spaceStopAndComma = List.of(3, 99, 100);
        String others = IntStream.range(0, 134).filter(id -> !spaceStopAndComma.contains(id)).mapToObj("[%d]"::formatted)
                .collect(Collectors.joining(", ", "[", "]"));
        String parameters = "{\"max_new_tokens\": 20, \"num_beams\": 1, \"do_sample\": true, \"seed\": 3, \"bad_words_ids\": "
                + others + "%s}";
        String raw = summary("tiny/t5", LONG, parameters.formatted(", \"clean_up_tokenization_spaces\": false"));
        assertThat(raw).containsPattern(" [.,]");
        String clean = summary("tiny/t5", LONG, parameters.formatted(""));
        assertThat(clean).doesNotContainPattern("[.,] [.,]").isNotBlank();
        assertThat(summary("tiny/t5", LONG, parameters.formatted(", \"clean_up_tokenization_spaces\": true"))).isEqualTo(clean);
    }

    @Test
    void streamsWhatItAnswers() {
        List<PipelineReply> replies = replies("tiny/gpt2", task("text-generation", "the cat",
                "{\"max_new_tokens\": 40, \"stream\": true, \"return_full_text\": false}"));
        String joined = replies.stream().filter(PipelineReply.Delta.class::isInstance)
                .map(reply -> ((PipelineReply.Delta) reply).text()).collect(Collectors.joining());
        var texts = (GeneratedTexts) ((PipelineReply.Completed) replies.getLast()).output();
        assertThat(replies).hasSizeGreaterThan(10);
        assertThat(texts.texts().getFirst().generatedText()).isEqualTo(joined).isNotEmpty();
    }

    @Test
    void endsBeforeAStopText() {
        String whole = gpt2("hello world", "{\"max_new_tokens\": 12, \"return_full_text\": false}").generatedText();
        String stop = whole.substring(3, 5);
        GeneratedText text = gpt2("hello world", "{\"max_new_tokens\": 12, \"return_full_text\": false, \"stop\": [\"%s\"]}"
                .formatted(stop));
        assertThat(text.generatedText()).isEqualTo(whole.substring(0, whole.indexOf(stop)));
        assertThat(text.finishReason()).isEqualTo("stop_sequence");
    }

    @Test
    void drawsTheSameWithTheSameSeed() {
        String parameters = "{\"max_new_tokens\": 12, \"do_sample\": true, \"temperature\": 5.0, \"seed\": %d, "
                + "\"top_p\": 0.95, \"typical_p\": 0.9, \"min_p\": 0.001, \"num_return_sequences\": 3}";
        List<GeneratedText> texts = texts("tiny/gpt2", "hello", parameters.formatted(7));
        assertThat(texts).hasSize(3).isEqualTo(texts("tiny/gpt2", "hello", parameters.formatted(7)));
        assertThat(texts).extracting(GeneratedText::generatedText).doesNotHaveDuplicates();
        assertThat(texts("tiny/gpt2", "hello", parameters.formatted(8))).isNotEqualTo(texts);
    }

    @Test
    void aSearchOfOneTokenFindsTheLikeliestInTheirOrder() {
        var likeliest = gpt2("hello world", "{\"max_new_tokens\": 1, \"details\": true, \"top_n_tokens\": 6}").topTokens()
                .getFirst().stream().map(token -> token.id()).toList();
        List<GeneratedText> found = texts("tiny/gpt2", "hello world",
                "{\"max_new_tokens\": 1, \"num_beams\": 6, \"num_return_sequences\": 6, \"details\": true}");
        assertThat(found).extracting(text -> text.tokens().getFirst().id()).containsExactlyElementsOf(likeliest);
    }

    @Test
    void aSearchKeepsApartWhatItFollows() {
        List<GeneratedText> found = texts("tiny/gpt2", "hello world",
                "{\"max_new_tokens\": 6, \"num_beams\": 6, \"num_return_sequences\": 6, \"details\": true}");
        assertThat(found).extracting(text -> text.tokens().stream().map(token -> token.id()).toList()).hasSize(6)
                .doesNotHaveDuplicates();
    }

    @Test
    void summarization() {
        assertThat(summary("tiny/t5", LONG, "{\"max_new_tokens\": 12, \"num_beams\": 1}"))
                .isEqualTo(EXPECTED.get("sum").get(0).get("summary_text").asText());
        assertThat(summary("tiny/t5", "the company", "{\"max_new_tokens\": 256, \"num_beams\": 1}"))
                .isEqualTo(EXPECTED.get("sum.default").get(0).get("summary_text").asText());
        assertThat(summary("tiny/t5", "mary", "{\"max_new_tokens\": 8, \"num_beams\": 1}"))
                .isEqualTo(EXPECTED.get("sum.batch").get(1).get("summary_text").asText());
    }

    @Test
    void translation() {
        assertThat(translated("{\"max_new_tokens\": 10}"))
                .isEqualTo(EXPECTED.get("trans").get(0).get("translation_text").asText());
        assertThat(translated("{\"max_new_tokens\": 10, \"forced_bos_token_id\": 7}"))
                .isEqualTo(EXPECTED.get("trans.forced_bos").get(0).get("translation_text").asText());
        assertThat(translated("{\"max_new_tokens\": 10, \"src_lang\": \"en\", \"tgt_lang\": \"fr\"}")).isNotEmpty();
        assertThatThrownBy(() -> translated("{\"max_new_tokens\": 10, \"src_lang\": \"en\", \"tgt_lang\": \"xx\"}"))
                .hasMessageContaining("'xx'");
    }

    @Test
    void textToTextEndsAtItsEnd() {
        assertThat(text2text(PARIS, "{\"max_new_tokens\": 14}"))
                .isEqualTo(EXPECTED.get("eos.a").get(0).get("generated_text").asText());
        assertThat(text2text("mary works at google", "{\"max_new_tokens\": 14}"))
                .isEqualTo(EXPECTED.get("eos.b").get(0).get("generated_text").asText());
        assertThat(text2text(PARIS, "{\"max_new_tokens\": 14, \"min_length\": 8}"))
                .isEqualTo(EXPECTED.get("eos.minlen").get(0).get("generated_text").asText());
        assertThat(text2text(PARIS, "{\"max_new_tokens\": 14, \"num_beams\": 3, \"length_penalty\": 2.0}")).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"do_sample": true, "temperature": 0}            | temperature
            {"top_p": 1.5}                                   | top_p
            {"num_beams": 2, "num_return_sequences": 3}      | num_return_sequences
            {"num_beam_groups": 2}                           | num_beam_groups
            {"max_new_tokens": -1}                           | max_new_tokens
            {"max_length": 2}                                | max_new_tokens
            {"grammar": {"type": "regex"}}                   | grammar
            {"forced_bos_token_id": 99999}                   | forced_bos_token_id
            {"early_stopping": "perhaps", "num_beams": 2}    | early_stopping
            {"max_time": -1}                                 | max_time
            """)
    void saysWhatIsWrong(String parameters, String message) {
        assertThatThrownBy(() -> gpt2("hello world", parameters)).hasMessageContaining(message);
    }

    @Test
    void refusesAPromptThatIsTooLongUnlessItIsCut() {
        String prompt = "hello world ".repeat(200);
        assertThatThrownBy(() -> gpt2(prompt, "{}")).hasMessageContaining("truncate");
        assertThat(gpt2(prompt, "{\"truncate\": 20, \"max_new_tokens\": 2}").promptTokens()).isEqualTo(20);
    }

    @Test
    void theBuiltInSummaryQuotesTheTextInItsOrder() {
        String text = "The city council met on Monday to discuss the new tram line. The tram line will connect the harbour"
                + " with the university. My cat likes fish. Construction of the tram is planned to begin next spring. The"
                + " council expects the line to carry ten thousand passengers a day. Someone sneezed.";
        String summary = summary(null, text, "{\"max_length\": 40}");
        assertThat(summary).contains("tram").doesNotContain("cat", "sneezed");
        assertThat(summary.length()).isLessThan(text.length());
        assertThat(summary(null, text, "{\"min_length\": 60}").length()).isGreaterThan(summary.length());
        assertThat(summary(null, text, "{\"max_length\": 3}")).isEqualTo("My cat likes");
    }

    @Test
    void theBuiltInSummaryDoesNotBeginInTheMiddleOfAThought() {
        String text = "Dr. Ines Moura has invented a glue that works under water. It is made from the protein of mussels. It"
                + " hardens within a minute. However, it is still expensive. Surgeons hope to close wounds with the glue.";
        assertThat(summary(null, text, "{\"max_length\": 35}")).startsWith("Dr. Ines Moura").contains("glue");
    }

    private static GeneratedText gpt2(String inputs, String parameters) {
        return texts("tiny/gpt2", inputs, parameters).getFirst();
    }

    private static String text2text(String inputs, String parameters) {
        return ((GeneratedTexts) run("tiny/t5-eos", task("text2text-generation", inputs, parameters))).texts().getFirst()
                .generatedText();
    }

    private static List<GeneratedText> texts(String model, String inputs, String parameters) {
        return ((GeneratedTexts) run(model, task("text-generation", inputs, parameters))).texts();
    }

    private static String summary(String model, String inputs, String parameters) {
        return ((Summaries) run(model, task("summarization", inputs, parameters))).summaries().getFirst().summaryText();
    }

    private static String translated(String parameters) {
        return ((Translations) run("tiny/t5", task("translation", PARIS, parameters))).translations().getFirst()
                .translationText();
    }

    private static PipelineTask<?> task(String name, String inputs, String parameters) {
        try {
            ObjectNode fields = (ObjectNode) JSON.readTree(parameters);
            return JSON.treeToValue(fields.put("task", name).put("inputs", inputs), PipelineTask.class);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PipelineOutput run(String model, PipelineTask<?> task) {
        return ((PipelineReply.Completed) replies(model, task).getLast()).output();
    }

    private static List<PipelineReply> replies(String model, PipelineTask<?> task) {
        try (var replies = PIPELINES.run(new PipelineRequest.Call(model, task))) {
            return replies.toList();
        }
    }

    private static JsonNode expected() {
        try {
            return JSON.readTree(RESOURCES.resolve("tiny/expected.json").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
