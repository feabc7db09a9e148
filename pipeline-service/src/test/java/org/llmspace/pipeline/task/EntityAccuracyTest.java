package org.llmspace.pipeline.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.llmspace.contracts.pipeline.PipelineOutput.Entity;
import org.llmspace.contracts.pipeline.PipelineTask.TokenClassification;
import org.llmspace.pipeline.BuiltinPipelines;
import org.llmspace.pipeline.model.Encoder;

/// The built-in model finds names, and whole ones, in texts that it has never seen, by the strategy that is the default.
class EntityAccuracyTest {

    private static final Path TEXTS = Path.of("src/training/text/ner");
    private static final Pattern MARK = Pattern.compile("\\[(PER|LOC|ORG|MISC) ([^]]+)]");
    private static final TokenClassificationPipeline PIPELINE = new TokenClassificationPipeline(
            new Encoder(BuiltinPipelines.models().get("llm-space/ner")));

    private record Name(String group, String word, int start) {
    }

    private record Sentence(String text, Set<Name> names) {
    }

    @ParameterizedTest
    @CsvSource({ "blind.txt, 0.88", "blind-2.txt, 0.9", "held-out.txt, 0.88", "out-of-domain.txt, 0.85" })
    void findsNamesWithTheirExactEnds(String file, double least) throws IOException {
        int right = 0;
        int all = 0;
        List<String> wrong = new ArrayList<>();
        for (Sentence sentence : sentences(file)) {
            Set<Name> found = found(sentence.text(), null);
            all += found.size() + sentence.names().size();
            Set<Name> agreed = new HashSet<>(found);
            agreed.retainAll(sentence.names());
            right += agreed.size();
            if (!found.equals(sentence.names())) {
                wrong.add(sentence.text() + " " + found);
            }
        }
        assertThat(2.0 * right / all).as(String.join("\n", wrong)).isGreaterThanOrEqualTo(least);
    }

    @ParameterizedTest
    @ValueSource(strings = { "simple", "first", "average", "max" })
    void aRareNameIsNeverCut(String strategy) {
        for (String name : List.of("Iga Świątek", "Xhemajl Krasniqi", "Wawrzyniec Brzęczyszczykiewicz", "Hlengiwe Mkhaliphi",
                "Þorgerður Gunnlaugsdóttir", "Tsakhiagiin Elbegdorj")) {
            String text = name + " spoke to reporters in Zvishavane on Tuesday.";
            for (Name found : found(text, strategy)) {
                assertThat(text.substring(0, found.start())).doesNotMatch("(?s).*\\p{L}");
                assertThat(text.substring(found.start() + found.word().length())).doesNotMatch("(?s)\\p{L}.*");
            }
        }
    }

    @Test
    void capitalsAloneMakeNoName() {
        assertThat(found("The Minister spoke on Monday. However, Parliament rose in July.", null)).isEmpty();
    }

    private static Set<Name> found(String text, String strategy) {
        Set<Name> names = new HashSet<>();
        for (Entity entity : PIPELINE.run(new TokenClassification(text, null, null, strategy)).entities()) {
            names.add(new Name(entity.entityGroup(), text.substring(entity.start(), entity.end()), entity.start()));
        }
        return names;
    }

    private static List<Sentence> sentences(String file) throws IOException {
        return Files.readAllLines(TEXTS.resolve(file)).stream().filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(EntityAccuracyTest::sentence).toList();
    }

    private static Sentence sentence(String line) {
        StringBuilder text = new StringBuilder();
        Set<Name> names = new HashSet<>();
        Matcher mark = MARK.matcher(line);
        int at = 0;
        while (mark.find()) {
            text.append(line, at, mark.start());
            names.add(new Name(mark.group(1), mark.group(2), text.length()));
            text.append(mark.group(2));
            at = mark.end();
        }
        return new Sentence(text.append(line.substring(at)).toString(), names);
    }
}
