package org.llmspace.pipeline.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llmspace.contracts.pipeline.LabelScore;
import org.llmspace.contracts.pipeline.PipelineTask.ZeroShotClassification;
import org.llmspace.pipeline.BuiltinPipelines;

class ZeroShotAccuracyTest {

    private static final ZeroShotClassificationPipeline PIPELINE = new ZeroShotClassificationPipeline(
            BuiltinPipelines.models().get("llm-space/minilm"), BuiltinPipelines.models());

    private record Example(String right, String text, List<String> labels) {
    }

    /// The constants and hints were chosen with the first file, nothing with the second.
    @ParameterizedTest
    @CsvSource({ "zero-shot-examples.txt, 0.92, 0.2", "zero-shot-blind.txt, 0.85, 0.35" })
    void isMostlyRightAndSureWhenItIs(String file, double leastRight, double mostLogLoss) {
        List<Example> examples = examples(file);
        List<String> wrong = new ArrayList<>();
        double logLoss = 0;
        for (Example example : examples) {
            List<LabelScore> answer = classify(example.text(), example.labels(), false);
            if (!answer.getFirst().label().equals(example.right())) {
                wrong.add("%s instead of %s: %s".formatted(answer.getFirst().label(), example.right(), example.text()));
            }
            logLoss -= Math.log(score(answer, example.right()));
        }
        assertThat(1 - wrong.size() / (double) examples.size()).as("wrong: %s", String.join("\n", wrong))
                .isGreaterThanOrEqualTo(leastRight);
        assertThat(logLoss / examples.size()).isLessThan(mostLogLoss);
    }

    @Test
    void scoresOfOneChoiceSumToOneInDescendingOrder() {
        List<LabelScore> answer = classify("The match ended in a draw", List.of("politics", "sports", "music"), false);
        assertThat(answer.stream().mapToDouble(LabelScore::score).sum()).isEqualTo(1, within(1e-9));
        assertThat(answer.getFirst().label()).isEqualTo("sports");
        assertThat(answer).isSortedAccordingTo((a, b) -> Double.compare(b.score(), a.score()));
    }

    @Test
    void judgesEachLabelByItselfWhenSeveralMayFit() {
        String text = "The government pays for the national football team and its new stadium";
        List<LabelScore> answer = classify(text, List.of("politics", "sports", "cooking recipes"), true);
        assertThat(score(answer, "sports")).isGreaterThan(0.5);
        assertThat(score(answer, "cooking recipes")).isLessThan(0.2);
        assertThat(score(classify(text, List.of("sports"), true), "sports")).isEqualTo(score(answer, "sports"));
    }

    private static List<LabelScore> classify(String text, List<String> labels, boolean multiLabel) {
        return PIPELINE.run(new ZeroShotClassification(text, labels, null, multiLabel)).labels();
    }

    private static double score(List<LabelScore> answer, String label) {
        return answer.stream().filter(one -> one.label().equals(label)).findFirst().orElseThrow().score();
    }

    private static List<Example> examples(String file) {
        List<Example> examples = new ArrayList<>();
        List<String> labels = List.of();
        for (String line : read(file).lines().filter(line -> !line.startsWith("#")).toList()) {
            if (line.startsWith(">")) {
                labels = List.of(line.substring(1).strip().split(", "));
            } else {
                String[] parts = line.split(" \\| ", 2);
                examples.add(new Example(parts[0], parts[1], labels));
            }
        }
        return examples;
    }

    private static String read(String name) {
        try (InputStream file = ZeroShotAccuracyTest.class.getResourceAsStream("/" + name)) {
            return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
