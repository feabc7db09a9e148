package org.llmspace.chat.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.llmspace.chat.retrieval.PassageSearch.Hit;
import org.llmspace.contracts.chat.ChatMessage;
import org.llmspace.contracts.chat.Citation;

/// How often the guide's own passages are found by words alone, on questions as people type them. With embeddings it is
/// better; this is the floor that holds without pipeline-service.
class GuideRetrievalTest {

    record Asked(String question, String file, List<String> headings, String kind, String before) {

        static Asked of(String line) {
            String[] cells = line.split("\t", -1);
            List<String> headings = new ArrayList<>(List.of(cells[2]));
            if (cells.length > 5 && !cells[5].isBlank()) {
                headings.addAll(List.of(cells[5].split(" ; ")));
            }
            return new Asked(cells[0], cells[1], headings, cells[3], cells.length > 4 ? cells[4] : "");
        }

        boolean answerable() {
            return !kind.equals("none");
        }

        List<ChatMessage> messages() {
            return Stream.of(before, question).filter(text -> !text.isBlank()).map(ChatMessage::user).toList();
        }

        Question asQuestion() {
            return Question.of(messages());
        }

        boolean answeredBy(Passage passage) {
            return headings.contains(passage.section());
        }
    }

    private static final PassageIndex GUIDE = GuideText.index();
    private static final GuideAnswers ANSWERS = new GuideAnswers(GUIDE, _ -> Optional.empty());

    @Test
    void passagesAreFoundByWordsAlone() throws IOException {
        double at1 = recall(1);
        double at3 = recall(3);
        double at5 = recall(5);
        System.out.printf(Locale.ROOT, "guide, words alone: recall@1 %.3f recall@3 %.3f recall@5 %.3f%n", at1, at3, at5);
        assertThat(at1).isGreaterThan(0.60);
        assertThat(at3).isGreaterThan(0.78);
        assertThat(at5).isGreaterThan(0.82);
    }

    @Test
    void mostQuestionsOutsideTheGuideAreDeclinedAndMostInsideAreNot() throws IOException {
        double declined = share(asked().filter(asked -> !asked.answerable()).toList(), asked -> answer(asked).isEmpty());
        double answered = share(asked().filter(Asked::answerable).toList(), asked -> !answer(asked).isEmpty());
        double quoted = share(asked().filter(Asked::answerable).toList(), asked -> answer(asked).stream()
                .anyMatch(citation -> asked.headings().contains(citation.section())));
        System.out.printf(Locale.ROOT, "guide, words alone: declines %.3f of what it does not know, answers %.3f of the rest, "
                + "%.3f with the right passage%n", declined, answered, quoted);
        assertThat(declined).isGreaterThan(0.9);
        assertThat(answered).isGreaterThan(0.75);
        assertThat(quoted).isGreaterThan(0.6);
    }

    /// Questions that were written without a look at the guide, half of them in its field, in many phrasings, half of them not.
    /// The rules that decline came after them, so that only the first half is blind.
    @Test
    void blindQuestionsAreAnsweredOrDeclined() throws IOException {
        List<String[]> rows = Files.readAllLines(Path.of("src/test/resources/guide-blind-questions.tsv")).stream().skip(1)
                .map(line -> line.split("\t", -1)).toList();
        double declined = blind(rows, "none", List::isEmpty);
        double foreign = blind(rows, "English", List::isEmpty);
        List<String[]> answerable = rows.stream().filter(row -> !row[2].equals("none") && !row[2].equals("English")).toList();
        double right = (double) answerable.stream().filter(row -> {
            List<Citation> found = ANSWERS.answer(List.of(ChatMessage.user(row[0])), 3);
            return !found.isEmpty() && Pattern.compile(row[2], Pattern.CASE_INSENSITIVE)
                    .matcher(String.valueOf(found.getFirst().section())).find();
        }).count() / answerable.size();
        System.out.printf(Locale.ROOT, "blind questions, words alone: %.3f right, %.3f declined, %.3f of other languages%n",
                right,
                declined, foreign);
        assertThat(right).isGreaterThan(0.8);
        assertThat(declined).isGreaterThan(0.9);
        assertThat(foreign).isEqualTo(1);
    }

    private static double blind(List<String[]> rows, String wanted, Predicate<List<Citation>> good) {
        List<String[]> asked = rows.stream().filter(row -> row[2].equals(wanted)).toList();
        return (double) asked.stream().filter(row -> good.test(ANSWERS.answer(List.of(ChatMessage.user(row[0])), 3))).count()
                / asked.size();
    }

    private static List<Citation> answer(Asked asked) {
        return ANSWERS.answer(asked.messages(), 3);
    }

    private static double recall(int k) throws IOException {
        return share(asked().filter(Asked::answerable).toList(),
                asked -> GUIDE.search(GUIDE.understood(asked.asQuestion()), null).stream()
                        .limit(k).map(Hit::passage).anyMatch(asked::answeredBy));
    }

    private static double share(List<Asked> all, Predicate<Asked> good) {
        return (double) all.stream().filter(good).count() / all.size();
    }

    private static Stream<Asked> asked() throws IOException {
        return Files.readAllLines(Path.of("src/test/resources/guide-questions.tsv")).stream().skip(1).map(Asked::of);
    }
}
