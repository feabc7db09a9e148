package org.llmspace.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

/// Alerts and dashboard speak of metrics that the services have, and every alert has its paragraph in the guide.
class MonitoringTest {

    private static final Pattern METRIC = Pattern.compile("\\b(gen_ai|llmspace)_[a-z_]+(?=[{\\[])");
    private static final Pattern METER = Pattern.compile("\"((?:gen_ai|llmspace)[.][a-z_.]+)\"");
    private static final List<String> SERVICES = List.of("web-ui", "chat-service", "pipeline-service");

    private final Manifests production = Manifests.of("production");

    @Test
    void everyAlertSaysWhatIsWrongAndWhereTheGuideSaysWhatToDo() throws IOException {
        Set<String> headings = Files.readAllLines(Tools.deploy().resolveSibling("docs/operations.md")).stream()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceAll("^#+ ", "").toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
        List<JsonNode> alerts = production.find("PrometheusRule", "llm-space").orElseThrow().findValues("rules").stream()
                .flatMap(JsonNode::valueStream).toList();
        assertThat(alerts).hasSizeGreaterThan(5).allSatisfy(alert -> {
            assertThat(alert.at("/annotations/summary").asText()).isNotBlank();
            assertThat(alert.at("/labels/severity").asText()).isIn("warning", "critical");
            assertThat(alert.at("/annotations/runbook").asText())
                    .isEqualTo("docs/operations.md#" + alert.path("alert").asText().toLowerCase(Locale.ROOT));
            assertThat(headings).contains(alert.path("alert").asText().toLowerCase(Locale.ROOT));
        });
    }

    /// Every alert fires when it should and is silent when all is well, as Prometheus itself reckons.
    @Test
    void alertsFireWhenTheyShould() throws IOException {
        String cases = Files.readString(Path.of("src/test/resources/alerts-test.yaml"));
        assertThat(production.find("PrometheusRule", "llm-space").orElseThrow().findValuesAsText("alert"))
                .allSatisfy(alert -> assertThat(cases).contains("alertname=\"" + alert + "\""));
        assumeTrue(Tools.isThere("promtool"), "promtool is not installed; apt-get install prometheus");
        Path folder = Files.createDirectories(Path.of("target", "alerts"));
        new YAMLMapper().writeValue(folder.resolve("alerts.yaml").toFile(),
                production.find("PrometheusRule", "llm-space").orElseThrow().path("spec"));
        Files.writeString(folder.resolve("test.yaml"), cases);
        Tools.Outcome outcome = Tools.promtool("test", "rules", folder.resolve("test.yaml").toString());
        assertThat(outcome.status()).as(outcome.text() + outcome.errors()).isZero();
    }

    @Test
    void everyMetricOfOursIsMadeByAService() throws IOException {
        Set<String> made = metersOfTheServices();
        String asked = production.find("PrometheusRule", "llm-space").orElseThrow().toString() + dashboard();
        Set<String> names = METRIC.matcher(asked).results()
                .map(match -> match.group().replaceAll("_(count|sum|max|total|bucket)$", "")
                        .replaceAll("_seconds$", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(names).isNotEmpty().isSubsetOf(made);
    }

    @Test
    void theDashboardIsFoundByGrafana() throws IOException {
        JsonNode map = production.find("ConfigMap", "llm-space-dashboard").orElseThrow();
        assertThat(map.at("/metadata/labels/grafana_dashboard").asText()).isEqualTo("1");
        JsonNode dashboard = new ObjectMapper().readTree(map.at("/data/llm-space.json").asText());
        assertThat(dashboard.path("panels")).hasSizeGreaterThan(10)
                .allSatisfy(panel -> assertThat(panel.path("title").asText()).isNotBlank());
        assertThat(dashboard.path("panels").valueStream().map(panel -> panel.path("id").asInt())).doesNotHaveDuplicates();
    }

    private static String dashboard() throws IOException {
        return Files.readString(Tools.deploy().resolve("components/monitoring/dashboard.json"));
    }

    /// In Prometheus' spelling.
    private static Set<String> metersOfTheServices() throws IOException {
        Set<String> meters = new TreeSet<>();
        for (String service : SERVICES) {
            Path sources = Tools.deploy().resolveSibling(service).resolve("src/main/java");
            try (Stream<Path> files = Files.walk(sources)) {
                for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
                    METER.matcher(Files.readString(file)).results()
                            .forEach(match -> meters.add(match.group(1).replace('.', '_')));
                }
            }
        }
        return meters;
    }
}
