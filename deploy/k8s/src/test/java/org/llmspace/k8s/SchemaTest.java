package org.llmspace.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// Every object of every overlay against the schema of its kind; `schemas.mjs` does the work.
class SchemaTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void everyObjectIsWhatItsSchemaAsksFor() throws IOException {
        List<Entry> entries = Manifests.all()
                .flatMap(manifests -> manifests.objects().stream().map(object -> new Entry(manifests.name(), object)))
                .toList();
        assertThat(entries).hasSizeGreaterThan(200);
        assertThat(problems(entries)).isEmpty();
    }

    /// Else a schema that lets everything pass would not be noticed.
    @Test
    void mistakesAreFound() throws IOException {
        Manifests production = Manifests.of("production");
        ObjectNode unknownField = production.find("ScaledObject", "chat-service").orElseThrow().deepCopy();
        unknownField.withObject("spec").put("minReplicaCounts", 2);
        ObjectNode missingField = Manifests.of("production + postgres ollama jvm").find("StatefulSet", "postgres").orElseThrow()
                .deepCopy();
        missingField.withObject("spec").remove("selector");
        ObjectNode malformedField = production.find("HTTPRoute", "web-ui").orElseThrow().deepCopy();
        malformedField.withObject("/spec/rules/1/timeouts").put("request", "never");
        assertThat(problems(List.of(new Entry("a", unknownField), new Entry("b", missingField),
                new Entry("c", malformedField))))
                .anyMatch(problem -> problem.startsWith("a:") && problem.contains("minReplicaCounts"))
                .anyMatch(problem -> problem.startsWith("b:") && problem.contains("selector"))
                .anyMatch(problem -> problem.startsWith("c:") && problem.contains("must match pattern"));
    }

    private static List<String> problems(List<Entry> entries) throws IOException {
        Path file = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "schemas").resolve("objects.json");
        JSON.writeValue(file.toFile(), entries.stream()
                .map(entry -> Map.of("from", entry.from(), "object", entry.object())).toList());
        Tools.Outcome outcome = Tools.node("schemas.mjs", file.toString());
        assertThat(outcome.errors()).isEmpty();
        return outcome.text().lines().filter(line -> !line.isBlank()).toList();
    }

    private record Entry(String from, JsonNode object) {
    }
}
