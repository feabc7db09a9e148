package org.llmspace.pipeline.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.llmspace.contracts.kafka.EventCodec;
import org.llmspace.contracts.pipeline.GeneratedToken;
import org.llmspace.contracts.pipeline.LabelScore;
import org.llmspace.contracts.pipeline.Media;
import org.llmspace.contracts.pipeline.PipelineOutput;
import org.llmspace.contracts.pipeline.PipelineReply;
import org.llmspace.contracts.pipeline.PipelineRequest;
import org.llmspace.contracts.pipeline.PipelineTask;
import org.llmspace.pipeline.BuiltinPipelines;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/// Models in the layouts of the well-known families answer what they answer in transformers.js.
class FamilyParityTest {

    private static final Path RESOURCES = Path.of("src/test/resources");
    private static final ObjectMapper JSON = EventCodec.json();
    private static final Pipelines PIPELINES = new Pipelines(BuiltinPipelines.models(Optional.of(RESOURCES)),
            BuiltinPipelines.providers(), BuiltinPipelines.calls(), new SimpleMeterRegistry());
    private static final JsonNode EXPECTED = expected();
    private static final String TEXT = "John lives in Paris and I love the movie!";

    @Test
    void distilBertClassifies() {
        var labels = ((PipelineOutput.Classification) run("distilbert", "text-classification", "{}")).labels();
        assertScores(labels, EXPECTED.at("/distilbert"));
    }

    @Test
    void debertaKnowsWhatFollows() {
        var labels = ((PipelineOutput.Classification) run("deberta-v2", "zero-shot-classification",
                "{\"candidate_labels\": [\"sport\", \"politics\", \"travel\"]}")).labels();
        JsonNode expected = EXPECTED.get("deberta-v2");
        for (int i = 0; i < 3; i++) {
            assertThat(labels.get(i).label()).isEqualTo(expected.at("/labels/" + i).asText());
            assertThat(labels.get(i).score()).isCloseTo(expected.at("/scores/" + i).asDouble(), within(1e-5));
        }
    }

    private static void assertScores(List<LabelScore> labels, JsonNode expected) {
        assertThat(labels).hasSize(expected.size());
        for (int i = 0; i < labels.size(); i++) {
            assertThat(labels.get(i).label()).isEqualTo(expected.at("/%d/label".formatted(i)).asText());
            assertThat(labels.get(i).score()).isCloseTo(expected.at("/%d/score".formatted(i)).asDouble(), within(1e-5));
        }
    }

    /// The token after a, b, c is the number after a; a memory that was lost would show at once.
    @Test
    void lfm2RemembersByItsConvolution() {
        for (String parameters : List.of("{\"max_new_tokens\": 7}", "{\"max_new_tokens\": 7, \"num_beams\": 3}")) {
            assertThat(text("lfm2", "w1 w4 w7", parameters)).isEqualTo("w1 w4 w7 w2 w5 w8 w3 w6 w9 w4");
        }
        String longer = "w1 w4 w7 ".repeat(20); // read in two steps
        assertThat(text("lfm2", longer, "{\"max_new_tokens\": 4, \"return_full_text\": false}")).isEqualTo(" w2 w5 w8 w3");
    }

    private static String text(String model, String prompt, String parameters) {
        return ((PipelineOutput.GeneratedTexts) answer(model, task("text-generation", prompt, parameters))).texts().getFirst()
                .generatedText();
    }

    @Test
    void mpnetEmbeds() {
        var vector = ((PipelineOutput.Embeddings) run("mpnet", "feature-extraction", "{}")).vectors().getFirst();
        assertThat(vector).hasSize(16);
        for (int i = 0; i < vector.size(); i++) {
            assertThat(vector.get(i)).isCloseTo((float) EXPECTED.at("/mpnet/" + i).asDouble(), within(1e-5f));
        }
    }

    @Test
    void xlmRobertaFindsNames() {
        var entities = ((PipelineOutput.Entities) run("xlm-roberta", "token-classification",
                "{\"aggregation_strategy\": \"none\", \"ignore_labels\": []}")).entities();
        for (JsonNode expected : EXPECTED.get("xlm-roberta")) {
            assertThat(entities).filteredOn(entity -> entity.index() == expected.get("index").intValue()).singleElement()
                    .satisfies(entity -> {
                        assertThat(entity.entity()).isEqualTo(expected.get("entity").asText());
                        assertThat(entity.score()).isCloseTo(expected.get("score").asDouble(), within(1e-5));
                        assertThat(TEXT.substring(entity.start(), entity.end()).strip()).isEqualToIgnoringCase(
                                expected.get("word").asText().strip().replace("<unk>",
                                        TEXT.substring(entity.start(), entity.end())
                                                .strip()));
                    });
        }
    }

    @Test
    void modernBertFillsMasks() {
        var fillings = ((PipelineOutput.FilledMasks) answer("modernbert",
                task("fill-mask", "the [MASK] is good", "{\"top_k\": 3}"))).masks().getFirst();
        for (int i = 0; i < 3; i++) {
            JsonNode expected = EXPECTED.at("/modernbert/" + i);
            assertThat(fillings.get(i).token()).isEqualTo(expected.get("token").intValue());
            assertThat(fillings.get(i).score()).isCloseTo(expected.get("score").asDouble(), within(1e-5));
            assertThat(fillings.get(i).sequence()).isEqualTo(expected.get("sequence").asText());
        }
    }

    /// The best span by hand of the logits: as Python multiplies the two softmaxes within the context.
    @Test
    void robertaAnswersFromASecondText() {
        String context = "John works in London. Mary lives in Paris.";
        var answers = ((PipelineOutput.Answers) answer("roberta", read("{\"task\": \"question-answering\", \"question\":"
                + " \"Who lives in Paris?\", \"context\": \"" + context + "\", \"align_to_words\": false}"))).answers();
        JsonNode expected = EXPECTED.get("roberta");
        int[] ids = JSON.convertValue(expected.get("ids"), int[].class);
        int first = IntStream.range(0, ids.length - 1).filter(i -> ids[i] == 2 && ids[i + 1] == 2).findFirst().orElseThrow()
                + 2;
        double[] start = softmax(expected.get("start"), first);
        double[] end = softmax(expected.get("end"), first);
        double best = IntStream.range(first, ids.length - 1).boxed()
                .flatMap(s -> IntStream.range(s, Math.min(ids.length - 1, s + 15)).mapToObj(e -> start[s] * end[e]))
                .max(Comparator.naturalOrder()).orElseThrow();
        assertThat(answers.getFirst().score()).isCloseTo(best, within(1e-5));
        assertThat(context.substring(answers.getFirst().start(), answers.getFirst().end()))
                .isEqualTo(answers.getFirst().answer());
    }

    /// With what is neither the context nor the first token left out.
    private static double[] softmax(JsonNode logits, int first) {
        double[] values = new double[logits.size()];
        for (int i = 0; i < values.length; i++) {
            boolean counts = i == 0 || i >= first && i < values.length - 1;
            values[i] = counts ? Math.exp(logits.get(i).asDouble()) : 0;
        }
        double sum = Arrays.stream(values).sum();
        return Arrays.stream(values).map(value -> value / sum).toArray();
    }

    @ParameterizedTest
    @ValueSource(strings = { "llama", "mistral", "gemma", "qwen2", "phi" })
    void decodersGoOn(String model) {
        assertThat(generated(model, "{\"inputs\": \"the cat is in the city\", %s}")).containsExactly(added(model + ".begun"));
        assertThat(generated(model, "{\"messages\": [{\"role\": \"user\", \"content\": \"the cat?\"}], %s}"))
                .containsExactly(added(model + ".chat"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "llama", "mistral", "gemma", "qwen2", "phi" })
    void decodersSearchAndStream(String model) {
        assertThat(generated(model, "{\"inputs\": \"the cat\", \"num_beams\": 3, %s}")).hasSizeBetween(1, 10);
        try (var replies = PIPELINES.run(new PipelineRequest.Call("families/" + model,
                task("text-generation", "the cat",
                        "{\"stream\": true, \"max_new_tokens\": 10, \"return_full_text\": false}")))) {
            var all = replies.toList();
            StringBuilder joined = new StringBuilder();
            all.stream().filter(PipelineReply.Delta.class::isInstance)
                    .forEach(reply -> joined.append(((PipelineReply.Delta) reply)
                            .text()));
            assertThat(((PipelineOutput.GeneratedTexts) ((PipelineReply.Completed) all.getLast()).output()).texts().getFirst()
                    .generatedText()).isEqualTo(joined.toString());
        }
    }

    private static int[] generated(String model, String body) {
        String parameters = "\"task\": \"text-generation\", \"max_new_tokens\": 10, \"details\": true";
        return ((PipelineOutput.GeneratedTexts) answer(model, read(body.formatted(parameters)))).texts().getFirst().tokens()
                .stream().mapToInt(GeneratedToken::id).toArray();
    }

    private static int[] added(String record) {
        int[] out = JSON.convertValue(EXPECTED.get(record).get("out"), int[].class);
        return Arrays.copyOfRange(out, EXPECTED.get(record).get("in").size(), out.length);
    }

    @Test
    void bartSummarizesBetweenItsMarks() {
        var summary = ((PipelineOutput.Summaries) run("bart", "summarization", "{\"max_new_tokens\": 12}")).summaries();
        assertThat(summary.getFirst().summaryText()).isEqualTo(EXPECTED.at("/bart/0/summary_text").asText());
    }

    @ParameterizedTest
    @CsvSource({ "marian, , , marian", "marian, en, fra, marian.french", "nllb, eng_Latn, fra_Latn, nllb.eng_Latn.fra_Latn",
            "nllb, deu_Latn, eng_Latn, nllb.deu_Latn.eng_Latn", "m2m100, en, fr, m2m100.en.fr",
            "m2m100, de, en, m2m100.de.en" })
    void translatorsKnowTheirLanguages(String model, String from, String to, String record) {
        ObjectNode parameters = JSON.createObjectNode().put("max_new_tokens", 12).put("src_lang", from).put("tgt_lang", to);
        var translations = ((PipelineOutput.Translations) run(model, "translation", parameters.toString())).translations();
        assertThat(translations.getFirst().translationText())
                .isEqualTo(EXPECTED.get(record).at("/0/translation_text").asText());
    }

    @Test
    void translatorsRefuseLanguagesThatTheyDoNotKnow() {
        assertThatThrownBy(() -> run("nllb", "translation", "{\"src_lang\": \"eng_Latn\", \"tgt_lang\": \"klingon\"}"))
                .hasMessageContaining("klingon");
    }

    @Test
    void wav2vec2Hears() {
        var transcript = hear("tone.wav", "{\"return_timestamps\": true}");
        assertThat(transcript.text()).isEqualTo(EXPECTED.at("/wav2vec2/text").asText());
        assertThat(transcript.chunks()).extracting(PipelineOutput.Chunk::text)
                .containsExactly(transcript.text().split(" +"));
        // by hand: the first word's letters are heard from step 0 to 5, of 20 ms each
        assertThat(transcript.chunks().getFirst().timestamp()).containsExactly(0.0, 0.12);
        assertThat(hear("tone.wav", "{}").chunks()).isEmpty();
    }

    @Test
    void wav2vec2HearsALongRecordingInPartsThatOverlap() {
        String whole = hear("long.wav", "{}").text();
        String parts = hear("long.wav", "{\"chunk_length_s\": 4, \"stride_length_s\": 1}").text();
        assertThat(parts.length()).isCloseTo(whole.length(), within(whole.length() / 4));
        assertThat(parts).isNotEqualTo(hear("long.wav", "{\"chunk_length_s\": 4, \"stride_length_s\": 0}").text());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"language": "fr"}          | own language
            {"num_beams": 2}            | num_beams
            {"chunk_length_s": 0.1}     | chunk_length_s
            {"chunk_length_s": 4, "stride_length_s": 2} | stride_length_s
            """)
    void wav2vec2RefusesWhatItCannotDo(String parameters, String message) {
        assertThatThrownBy(() -> hear("tone.wav", parameters)).hasMessageContaining(message);
    }

    private static PipelineOutput.Transcript hear(String sound, String parameters) {
        try {
            byte[] wav = Files.readAllBytes(RESOURCES.resolve("media/sounds/" + sound));
            ObjectNode fields = ((ObjectNode) JSON.readTree(parameters)).put("task", "automatic-speech-recognition");
            fields.set("inputs", JSON.valueToTree(Media.of(wav, "audio/wav")));
            return (PipelineOutput.Transcript) answer("wav2vec2", JSON.treeToValue(fields, PipelineTask.class));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "roberta", "mpnet", "xlm-roberta" })
    void textsFillTheModelToItsLastPosition(String model) {
        var tokens = (PipelineOutput.Tokens) answer(model, PipelineTask.Tokenize.of("a"));
        assertThat(tokens.maxLength()).isEqualTo(64);
        String task = model.equals("xlm-roberta") ? "token-classification" : "feature-extraction";
        if (!model.equals("roberta")) {
            assertThat(
                    answer(model, task(task, "the movie ".repeat(60), model.equals("mpnet") ? "{\"truncate\": true}" : "{}")))
                    .isNotNull();
        }
    }

    private static PipelineOutput run(String model, String name, String parameters) {
        return answer(model, task(name, TEXT, parameters));
    }

    private static PipelineTask<?> task(String name, String inputs, String parameters) {
        try {
            return JSON.treeToValue(((ObjectNode) JSON.readTree(parameters)).put("task", name).put("inputs", inputs),
                    PipelineTask.class);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PipelineTask<?> read(String json) {
        try {
            return JSON.readValue(json, PipelineTask.class);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PipelineOutput answer(String model, PipelineTask<?> task) {
        try (var replies = PIPELINES.run(new PipelineRequest.Call("families/" + model, task))) {
            return ((PipelineReply.Completed) replies.toList().getLast()).output();
        }
    }

    private static JsonNode expected() {
        try {
            return JSON.readTree(RESOURCES.resolve("families/expected.json").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
