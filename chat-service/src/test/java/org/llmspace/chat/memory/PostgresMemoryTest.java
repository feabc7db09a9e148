package org.llmspace.chat.memory;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.inject.Inject;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.llmspace.chat.PostgresServer;
import org.llmspace.chat.RunningService;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

/// The service with a database: nothing of a conversation is in its own files.
@QuarkusTest
@TestProfile(PostgresMemoryTest.WithDatabase.class)
class PostgresMemoryTest {

    public static final class WithDatabase implements QuarkusTestProfile {

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(RunningService.class), new TestResourceEntry(Database.class));
        }
    }

    public static final class Database implements QuarkusTestResourceLifecycleManager {

        private @Nullable PostgresServer server;

        @Override
        public Map<String, String> start() {
            Optional<Path> programs = PostgresServer.programs();
            if (programs.isEmpty()) {
                return Map.of();
            }
            try {
                PostgresServer started = PostgresServer.start(programs.get());
                server = started;
                return new HashMap<>(
                        Map.of("quarkus.datasource.jdbc.url", started.url(), "quarkus.datasource.username", "tests",
                                "llmspace.chat.retrieval.documents.store", started.offers("vector") ? "pgvector" : "folder"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void stop() {
            if (server != null) {
                server.close();
            }
        }
    }

    @Inject
    Conversations conversations;

    @Inject
    Notes notes;

    @ConfigProperty(name = "llmspace.chat.retrieval.documents.store")
    String documents;

    @Test
    void conversationsAreKeptInTheDatabase() {
        assumeTrue(PostgresServer.programs().isPresent(), "PostgreSQL is not installed; apt-get install postgresql");
        for (String question : List.of("What is a token?", "What is RAG?")) {
            given().contentType("application/json").body("""
                    {"model":"guide","conversation":"in-database","owner":"ann","messages":[{"role":"user","content":"%s"}]}"""
                    .formatted(question)).post("/v1/chat/completions").then().statusCode(200);
        }
        given().get("/v1/conversations/in-database?owner=ann").then().statusCode(200).body("messages", hasSize(4))
                .body("title", equalTo("What is a token?"));
        assertThat(Path.of("target/conversations")).satisfiesAnyOf(folder -> assertThat(folder).doesNotExist(),
                folder -> assertThat(new Conversations(new FileStore(folder)).messages("ann", "in-database")).isEmpty());
        assertThat(conversations.messages("ann", "in-database")).hasSize(4);
        given().get("/q/health/ready").then().statusCode(200);
    }

    @Test
    void documentsAreKeptAndFoundInTheDatabase() {
        assumeTrue(documents.equals("pgvector"), "there is no PostgreSQL with pgvector here");
        String id = given().contentType("application/json").body("""
                {"owner":"ann","task":{"task":"ingest_document","name":"pump.md",
                 "text":"# Pump 7\\n\\nThe pump runs from two to four at night and is oiled every ninety days."}}""")
                .post("/v1/tasks").then().statusCode(200).extract().path("documents[0].id");
        given().contentType("application/json").body("""
                {"owner":"ann","task":{"task":"search_documents","query":"How often is the pump oiled?"}}""").post("/v1/tasks")
                .then()
                .statusCode(200).body("passages[0].passage", containsString("ninety days"))
                .body("passages[0].passage_id", startsWith(id));
        given().contentType("application/json").body("""
                {"owner":"bob","task":{"task":"list_documents"}}""").post("/v1/tasks").then().statusCode(200)
                .body("documents", hasSize(0));
        assertThat(Path.of("target/documents")).satisfiesAnyOf(folder -> assertThat(folder).doesNotExist(),
                folder -> assertThat(folder).isDirectoryNotContaining("glob:**" + id + "*"));
    }

    /// What one replica answered, another one can go on from.
    @Test
    void responsesAreKeptInTheDatabase() {
        assumeTrue(PostgresServer.programs().isPresent(), "PostgreSQL is not installed; apt-get install postgresql");
        String id = given().contentType("application/json").body("""
                {"model":"guide","input":"What is a token?"}""").post("/v1/responses").then().statusCode(200).extract()
                .path("id");
        assertThat(notes.get(id)).hasValueSatisfying(note -> assertThat(note).contains("What is a token?"));
        String other = "resp_of_another_replica";
        notes.put(other, notes.get(id).orElseThrow(), Duration.ofMinutes(1));
        given().get("/v1/responses/" + other).then().statusCode(200).body("id", equalTo(id));
        given().contentType("application/json").body("""
                {"model":"guide","input":"tell me more","previous_response_id":"%s"}""".formatted(other)).post("/v1/responses")
                .then()
                .statusCode(200).body("output[0].content[0].text", not(containsString("don't find")));
        given().delete("/v1/responses/" + other).then().statusCode(200);
        given().get("/v1/responses/" + other).then().statusCode(404);
    }
}
