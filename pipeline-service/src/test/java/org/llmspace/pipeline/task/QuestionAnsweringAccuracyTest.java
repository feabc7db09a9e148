package org.llmspace.pipeline.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.llmspace.contracts.pipeline.PipelineOutput.Answer;
import org.llmspace.contracts.pipeline.PipelineTask.QuestionAnswering;
import org.llmspace.pipeline.BuiltinPipelines;

/// The built-in model points to the right sentence of texts that it has never seen.
class QuestionAnsweringAccuracyTest {

    private static final Path TEXTS = Path.of("src/training/text/qa");
    private static final QuestionAnsweringPipeline PIPELINE = QuestionAnsweringPipeline
            .of(BuiltinPipelines.models().get("llm-space/qa"), BuiltinPipelines.models());

    private record Example(String context, String question, String answer) {
    }

    @ParameterizedTest
    @ValueSource(strings = { "blind.txt", "blind-2.txt", "held-out.txt", "out-of-domain.txt" })
    void findsTheRightSentenceNineTimesOfTen(String file) throws IOException {
        List<Example> examples = examples(file);
        List<String> wrong = new ArrayList<>();
        for (Example example : examples) {
            Answer answer = PIPELINE.run(QuestionAnswering.of(example.question(), example.context())).answers().getFirst();
            int at = example.context().offsetByCodePoints(0, answer.start());
            if (!answer.answer().equals(example.answer()) && sentence(example.context(), at) != sentence(
                    example.context(), example.context().indexOf(example.answer()))) {
                wrong.add("%s -> %s instead of %s".formatted(example.question(), answer.answer(), example.answer()));
            }
        }
        assertThat(1 - wrong.size() / (double) examples.size()).as("wrong: %s", String.join("\n", wrong))
                .isGreaterThanOrEqualTo(0.9);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "When did it open? | 1998", "When was it renovated? | 2015" })
    void anAnswerEndsWithItsSentence(String question, String year) {
        String context = "The Space Center opened in 1998. It was renovated in 2015.";
        assertThat(PIPELINE.run(QuestionAnswering.of(question, context)).answers().getFirst().answer()).contains(year)
                .doesNotContain(". ");
    }

    private static int sentence(String context, int at) {
        return context.substring(0, at).split("[.!?] ", -1).length;
    }

    private static List<Example> examples(String file) throws IOException {
        List<Example> examples = new ArrayList<>();
        String context = "";
        for (String line : Files.readAllLines(TEXTS.resolve(file))) {
            if (line.startsWith("P ")) {
                context = line.substring(2);
            } else if (line.contains("=>") && !line.startsWith("#")) {
                String[] parts = line.split("=>", 2);
                if (!parts[1].isBlank()) {
                    examples.add(new Example(context, parts[0].strip(), parts[1].strip()));
                }
            }
        }
        return examples;
    }
}
