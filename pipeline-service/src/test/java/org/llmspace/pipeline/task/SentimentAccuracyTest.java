package org.llmspace.pipeline.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llmspace.contracts.pipeline.LabelScore;
import org.llmspace.contracts.pipeline.PipelineTask.TextClassification;
import org.llmspace.pipeline.BuiltinPipelines;
import org.llmspace.pipeline.model.Encoder;

/// The built-in model tells praise from blame in texts that it has never seen, and is unsure of what is neither.
class SentimentAccuracyTest {

    private static final Path TEXTS = Path.of("src/training/text/sentiment");
    private static final TextClassificationPipeline PIPELINE = new TextClassificationPipeline(
            new Encoder(BuiltinPipelines.models().get("llm-space/sentiment")));

    @ParameterizedTest
    @CsvSource({ "everyday.txt, 0.95, 0.9", "everyday-2.txt, 0.9, 0.9", "everyday-3.txt, 0.9, 0.9",
            "everyday-4.txt, 0.83, 0.9", "everyday-5.txt, 0.95, 0.9", "everyday-6.txt, 0.94, 0.9",
            "implied.txt, 0.6, 0.75", "held-out.txt, 0.82, 0.8", "out-of-domain.txt, 0.84, 0.8" })
    void tellsPraiseFromBlame(String file, double leastRight, double leastUnsure) throws IOException {
        List<Boolean> right = new ArrayList<>();
        List<Boolean> unsure = new ArrayList<>();
        for (String line : Files.readAllLines(TEXTS.resolve(file))) {
            switch (line.isEmpty() ? '#' : line.charAt(0)) {
                case '+' -> right.add(best(line).label().equals("POSITIVE"));
                case '-' -> right.add(best(line).label().equals("NEGATIVE"));
                case '0' -> unsure.add(best(line).score() <= 0.8);
                default -> assertThat(line).matches("#.*|");
            }
        }
        assertThat(share(right)).as("right").isGreaterThanOrEqualTo(leastRight);
        assertThat(share(unsure)).as("unsure of what is neither").isGreaterThanOrEqualTo(leastUnsure);
    }

    private static LabelScore best(String line) {
        return PIPELINE.run(new TextClassification(line.substring(2), null, null, null)).labels().getFirst();
    }

    private static double share(List<Boolean> all) {
        return (double) all.stream().filter(one -> one).count() / all.size();
    }
}
