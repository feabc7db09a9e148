package org.llmspace.chat.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/// The shipped guide can be read section by section, and the questions about it point at sections that exist.
class GuideTextTest {

    private static final Path GUIDE = Path.of("src/main/resources/guide");
    private static final Path QUESTIONS = Path.of("src/test/resources/guide-questions.tsv");
    /// About 170 tokens, so that a heading and its text fit MiniLM's 256 together.
    private static final int MOST_WORDS = 120;

    @Test
    void theIndexListsEveryFileInOrder() throws IOException {
        try (Stream<Path> files = Files.list(GUIDE)) {
            assertThat(Files.readAllLines(GUIDE.resolve("index.txt"))).containsExactlyElementsOf(
                    files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".md")).sorted()
                            .toList());
        }
    }

    @Test
    void everySectionIsOneShortParagraph() throws IOException {
        for (String file : Files.readAllLines(GUIDE.resolve("index.txt"))) {
            List<String> lines = Files.readAllLines(GUIDE.resolve(file));
            assertThat(lines.getFirst()).as(file).startsWith("# ");
            for (int i = 0; i < lines.size(); i++) {
                if (lines.get(i).startsWith("### ")) {
                    assertThat(lines.get(i + 1).split(" ")).as(file + ": " + lines.get(i))
                            .hasSizeBetween(30, MOST_WORDS);
                }
            }
        }
    }

    @Test
    void otherWordsAreOfQuestionsThatThereAre() throws IOException {
        Map<String, List<String>> asked = GuideText.alsoAsked();
        assertThat(fileOfHeading().keySet()).containsAll(asked.keySet());
        assertThat(asked.values().stream().flatMap(List::stream)).hasSizeGreaterThan(400).doesNotHaveDuplicates();
    }

    @Test
    void everyQuestionPointsAtASectionOrAtNone() throws IOException {
        Map<String, String> fileOfHeading = fileOfHeading();
        List<String[]> rows = Files.readAllLines(QUESTIONS).stream().skip(1).map(line -> line.split("\t", -1))
                .toList();
        assertThat(rows).allSatisfy(row -> assertThat(row).hasSize(6));
        assertThat(rows).filteredOn(row -> row[1].equals("none")).hasSizeGreaterThanOrEqualTo(25);
        assertThat(rows).filteredOn(row -> !row[1].equals("none")).hasSizeGreaterThanOrEqualTo(120)
                .allSatisfy(row -> assertThat(fileOfHeading).containsEntry(row[2], row[1]));
        assertThat(rows.stream().flatMap(row -> Stream.of(row[5].split(" ; "))).filter(also -> !also.isEmpty()))
                .allSatisfy(also -> assertThat(fileOfHeading).containsKey(also));
    }

    private static Map<String, String> fileOfHeading() throws IOException {
        Map<String, String> files = new HashMap<>();
        for (String file : Files.readAllLines(GUIDE.resolve("index.txt"))) {
            for (String line : Files.readAllLines(GUIDE.resolve(file))) {
                if (line.startsWith("### ")) {
                    assertThat(files.put(line.substring(4), file)).as("heading used twice: " + line).isNull();
                }
            }
        }
        return files;
    }
}
