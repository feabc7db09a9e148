package org.llmspace.chat.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.llmspace.chat.PostgresServer;
import org.llmspace.chat.document.DocumentText;
import org.llmspace.chat.document.Format;
import org.llmspace.chat.retrieval.PassageSearch.Hit;
import org.llmspace.contracts.chat.ChatMessage;
import org.llmspace.contracts.chat.ChatResult.KeptDocument;

/// Documents in a real PostgreSQL server, with pgvector where it is installed.
class PgVectorStoreTest {

    private static final Path FOLDER = Path.of("src/test/resources/rag");

    private static @Nullable PostgresServer server;

    @BeforeAll
    static void start() throws Exception {
        server = PostgresServer.startOrSkip();
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void aDatabaseWithoutPgvectorSaysWhatToDo() {
        assumeFalse(server().offers("vector"), "pgvector is installed");
        assertThatThrownBy(() -> open().list(null)).isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("pgvector", "create extension vector", "llmspace.chat.retrieval.documents.store");
    }

    @Test
    void whatOneReplicaKeepsTheOthersFindReadAndDelete() throws IOException {
        assumePgvector();
        KeptText handbook = document("handbook.md", true);
        open().keep("ada", handbook);
        open().keep("ada", document("stock.csv", false));
        open().keep("ada", handbook);
        DocumentStore other = open();
        assertThat(other.list("ada")).extracting(KeptDocument::name).containsExactlyInAnyOrder("handbook.md", "stock.csv");
        KeptText read = other.read("ada", "handbook.md").orElseThrow();
        assertThat(read.about()).isEqualTo(handbook.about());
        assertThat(read.passages()).isEqualTo(handbook.passages());
        assertThat(read.vectors()).usingRecursiveComparison().isEqualTo(handbook.vectors());
        assertThat(other.read("ada", "stock.csv").orElseThrow().vectors()).isEmpty();
        assertThat(other.list("bob")).isEmpty();
        assertThat(other.list(null)).isEmpty();
        assertThat(other.read("bob", "handbook.md")).isEmpty();
        assertThat(other.delete("bob", "handbook.md")).isFalse();
        assertThat(other.delete("ada", "handbook.md")).isTrue();
        assertThat(other.delete("ada", "handbook.md")).isFalse();
        assertThat(open().read("ada", "handbook.md")).isEmpty();
        assertThat(search("ada", List.of(handbook)).search(asked("How many days of leave?"), null)).isEmpty();
    }

    /// What the database chooses and ranks is what a search of all passages in memory puts in front.
    @Test
    void theSamePassagesAreFoundAsInMemory() throws IOException {
        assumePgvector();
        List<KeptText> documents = List.of(document("handbook.md", true), document("pump.html", true),
                document("stock.csv", true));
        documents.forEach(document -> open().keep(null, document));
        // nothing of what others keep counts
        open().keep("eve", document("handbook.md", true));
        PassageIndex memory = new PassageIndex(documents.stream().flatMap(document -> document.passages().stream()).toList());
        memory.vectors(documents.stream().flatMap(document -> document.vectors().stream()).toList());
        PassageSearch database = search(null, documents);
        assertThat(database.hasVectors()).isTrue();
        for (String line : Files.readAllLines(FOLDER.resolve("questions.tsv")).stream().skip(1).toList()) {
            String[] cells = line.split("\t", -1);
            Question question = asked(cells[0], cells[1]);
            assertThat(fitting(database.search(question, null))).as(cells[1])
                    .containsExactlyInAnyOrderElementsOf(fitting(memory.search(question, null)));
            float[] meaning = vector(question.text());
            assertThat(fitting(database.search(question, meaning))).as(cells[1] + ", by meaning too")
                    .containsExactlyInAnyOrderElementsOf(fitting(memory.search(question, meaning)));
        }
        assertThat(database.understood(asked("How many days of parentall leave?")).text()).contains("parental");
    }

    @Test
    void termsOfAnEarlierReleaseAreMadeAgain() throws Exception {
        assumePgvector();
        KeptText pump = document("pump.html", false);
        open().keep("old", pump);
        List<String> found = fitting(search("old", List.of(pump)).search(asked("How do I clean the filter?"), null));
        try (Connection connection = server().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "update llmspace_passage set terms = '{}', length = 0, terms_version = 1 where document = 'pump.html'");
        }
        assertThat(found).isNotEmpty();
        assertThat(fitting(search("old", List.of(pump)).search(asked("How do I clean the filter?"), null))).isEqualTo(found);
    }

    @Test
    void onlyTheDocumentsAskedForAreSearched() throws IOException {
        assumePgvector();
        KeptText pump = document("pump.html", true);
        open().keep("ann", pump);
        open().keep("ann", document("handbook.md", true));
        assertThat(search("ann", List.of(pump)).search(asked("How many days of leave?"), vector("leave days")))
                .isNotEmpty().allSatisfy(hit -> assertThat(hit.passage().source()).isEqualTo("pump.html"));
    }

    private static void assumePgvector() {
        assumeTrue(server().offers("vector"),
                "this PostgreSQL has no pgvector: Debian has it from 13 on, apt-get install postgresql-17-pgvector");
    }

    private static PostgresServer server() {
        if (server == null) {
            throw new IllegalStateException("not started");
        }
        return server;
    }

    private static DocumentStore open() {
        return new PgVectorStore(server().dataSource());
    }

    private static PassageSearch search(@Nullable String owner, List<KeptText> documents) {
        return open().search(owner, documents.stream().map(KeptText::about).toList()).orElseThrow();
    }

    private static Question asked(String... texts) {
        List<ChatMessage> messages = new ArrayList<>();
        for (String text : texts) {
            messages.add(ChatMessage.user(text));
        }
        return Question.of(messages);
    }

    /// Those that fit at all, and how well.
    private static List<String> fitting(List<Hit> hits) {
        return hits.stream().filter(hit -> hit.score() > 0.01)
                .map(hit -> "%s %.4f".formatted(hit.passage().id(), hit.score())).toList();
    }

    private static KeptText document(String name, boolean withVectors) throws IOException {
        byte[] bytes = Files.readAllBytes(FOLDER.resolve(name));
        Format format = Format.of(name, null, bytes);
        List<Passage> passages = Passages.of(name, name, DocumentText.read(name, format, bytes));
        KeptText text = new KeptText(new KeptDocument(name, name, format.mediaType(), bytes.length, passages.size(), false,
                Instant.parse("2026-01-02T03:04:05Z")), passages, List.of());
        return withVectors ? text.with(passages.stream().map(passage -> vector(passage.embeddable())).toList()) : text;
    }

    /// Which words stand in a text, in 64 numbers of length 1: close where the words are the same.
    private static float[] vector(String text) {
        float[] vector = new float[64];
        Terms.of(text).forEach(term -> vector[Math.floorMod(term.hashCode(), vector.length)]++);
        double length = Math.sqrt(PassageIndex.dot(vector, vector));
        for (int i = 0; i < vector.length && length > 0; i++) {
            vector[i] = (float) (vector[i] / length);
        }
        return vector;
    }
}
