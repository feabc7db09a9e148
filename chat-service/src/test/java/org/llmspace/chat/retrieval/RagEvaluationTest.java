package org.llmspace.chat.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.llmspace.chat.document.DocumentText;
import org.llmspace.chat.document.Format;
import org.llmspace.contracts.chat.ChatMessage;
import org.llmspace.contracts.chat.Citation;

/// How good answers from documents are, on documents and questions written for this: how often the right passage is among the
/// first k, how often the answer holds the fact, how often a citation supports its sentence, and how often a question that the
/// documents do not answer is declined. By words alone; with an encoder it is better.
class RagEvaluationTest {

    private static final Path FOLDER = Path.of("src/test/resources/rag");

    /// @param facts what the answer must hold; none where the documents do not answer
    private record Asked(String before, String question, String document, List<String> facts) {

        static Asked of(String line) {
            String[] cells = line.split("\t", -1);
            return new Asked(cells[0], cells[1], cells[2],
                    cells[3].isBlank() ? List.of() : List.of(cells[3].split(" ; ")));
        }

        List<ChatMessage> messages() {
            return Stream.of(before, question).filter(text -> !text.isBlank()).map(ChatMessage::user).toList();
        }

        boolean in(String text) {
            return facts.stream().allMatch(fact -> text.toLowerCase(Locale.ROOT).contains(fact.toLowerCase(Locale.ROOT)));
        }
    }

    private final PassageIndex documents = new PassageIndex(passages());

    @Test
    void answersHoldTheFactsAndCitationsSupportThem() throws IOException {
        List<Asked> answerable = asked().stream().filter(asked -> !asked.facts().isEmpty()).toList();
        List<Asked> unanswerable = asked().stream().filter(asked -> asked.facts().isEmpty()).toList();
        int at1 = 0;
        int at3 = 0;
        int held = 0;
        int citations = 0;
        int supported = 0;
        for (Asked asked : answerable) {
            List<Citation> found = Evidence.CONTEXT
                    .choose(documents.search(documents.understood(Question.of(asked.messages())), null), 3);
            at1 += found.stream().limit(1).anyMatch(one -> right(asked, one)) ? 1 : 0;
            at3 += found.stream().anyMatch(one -> right(asked, one)) ? 1 : 0;
            List<Citation> evidence = evidence(asked);
            String answer = evidence.isEmpty() ? "" : Quotation.of(asked.messages(), evidence);
            held += asked.in(answer) ? 1 : 0;
            if (!asked.in(answer)) {
                System.out.println("missed: " + asked.question() + " -> " + answer.replace('\n', ' '));
            }
            for (Citation citation : new CitationCheck((_, _) -> Optional.empty()).cited(answer, evidence)) {
                citations++;
                supported += Boolean.TRUE.equals(citation.supported()) ? 1 : 0;
            }
        }
        long declined = unanswerable.stream().filter(asked -> evidence(asked).isEmpty()).count();
        double all = answerable.size();
        System.out.printf(Locale.ROOT, "documents, words alone: recall@1 %.3f recall@3 %.3f facts in the answer %.3f citation "
                + "precision %.3f declined %d of %d%n", at1 / all, at3 / all, held / all, (double) supported / citations,
                declined, unanswerable.size());
        assertThat(at1 / all).isGreaterThanOrEqualTo(0.9);
        assertThat(at3 / all).isGreaterThanOrEqualTo(0.95);
        assertThat(held / all).isGreaterThanOrEqualTo(0.85);
        assertThat((double) supported / citations).isGreaterThanOrEqualTo(0.95);
        assertThat((double) declined / unanswerable.size()).isGreaterThanOrEqualTo(0.9);
    }

    private List<Citation> evidence(Asked asked) {
        return Evidence.GUIDE.choose(documents.search(documents.understood(Question.of(asked.messages())), null), 3);
    }

    private static boolean right(Asked asked, Citation citation) {
        return citation.source().equals(asked.document()) && asked.in(citation.passage());
    }

    private static List<Asked> asked() throws IOException {
        return Files.readAllLines(FOLDER.resolve("questions.tsv")).stream().skip(1).map(Asked::of).toList();
    }

    private static List<Passage> passages() {
        List<Passage> passages = new ArrayList<>();
        for (String name : List.of("handbook.md", "pump.html", "stock.csv")) {
            try {
                byte[] bytes = Files.readAllBytes(FOLDER.resolve(name));
                passages.addAll(Passages.of(name, name, DocumentText.read(name, Format.of(name, null, bytes), bytes)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return passages;
    }
}
