package org.llmspace.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.llmspace.k8s.Manifests.Workload;

import com.fasterxml.jackson.databind.JsonNode;

/// The Helm chart, rendered by helm: the same objects as the overlays, and values that do what they say.
class HelmTest {

    private static Path chart;

    @BeforeAll
    static void makeTheChart() {
        chart = Tools.chart();
    }

    @ParameterizedTest
    @ValueSource(strings = { "local", "production", "offline" })
    void withoutValuesTheChartIsTheOverlay(String profile) {
        List<JsonNode> overlay = Manifests.of(profile).objects().stream()
                .filter(object -> !object.path("kind").asText().equals("Namespace")).toList();
        assertThat(template("--set", "profile=" + profile).objects()).containsExactlyInAnyOrderElementsOf(overlay);
    }

    @Test
    void imagesComeFromTheRegistryAndTagOfTheValues() {
        Manifests rendered = template("--set",
                "image.registry=registry.example.com/team/,image.tag=9.9.9,image.pullSecrets={pull}");
        assertThat(services(rendered)).hasSize(3).allSatisfy(workload -> {
            assertThat(workload.containers().getFirst().path("image").asText())
                    .isEqualTo("registry.example.com/team/llm-space/%s:9.9.9".formatted(workload.name()));
            assertThat(workload.pod().at("/imagePullSecrets/0/name").asText()).isEqualTo("pull");
        });
        assertThat(rendered.find("Deployment", "kafka").orElseThrow().findValue("image").asText())
                .startsWith("docker.io/apache/kafka:");
    }

    @Test
    void aServiceIsSizedByItsValues() {
        Manifests rendered = template("--set", "services.web-ui.replicas=4,services.web-ui.resources.limits.memory=1Gi",
                "--set", "services.web-ui.env.LLMSPACE_ORIGINS=https://a.example.com",
                "--set-string", "settings.HF_HUB_OFFLINE=1");
        Workload space = services(rendered).stream().filter(workload -> workload.name().equals("web-ui")).findFirst()
                .orElseThrow();
        JsonNode container = space.containers().getFirst();
        assertThat(space.object().at("/spec/replicas").asInt()).isEqualTo(4);
        assertThat(container.at("/resources/limits/memory").asText()).isEqualTo("1Gi");
        assertThat(container.at("/resources/requests/memory").asText()).as("what is not named stays").isEqualTo("64Mi");
        assertThat(container.path("env").toString()).contains("LLMSPACE_ORIGINS", "https://a.example.com");
        assertThat(rendered.ofKind("ConfigMap")).anyMatch(map -> map.at("/data/HF_HUB_OFFLINE").asText().equals("1"));
        assertThat(services(rendered)).as("new settings restart the pods")
                .allMatch(workload -> workload.object().at("/spec/template/metadata/annotations").has("llmspace.org/settings"));
    }

    @Test
    void hostNamespaceAndSecretAreThoseOfTheRelease() {
        Manifests rendered = Manifests.parse("chart", Tools.helm("template", "mine", chart.toString(), "--namespace", "team-a",
                "--set", "profile=production,host=space.team-a.org,keysSecret=team-keys").output());
        assertThat(rendered.objects()).allMatch(object -> object.at("/metadata/namespace").asText().equals("team-a"));
        assertThat(rendered.find("HTTPRoute", "web-ui").orElseThrow().at("/spec/hostnames/0").asText())
                .isEqualTo("space.team-a.org");
        assertThat(rendered.find("Deployment", "chat-service").orElseThrow().findValue("envFrom").toString())
                .contains("team-keys");
        assertThat(rendered.ofKind("ScaledObject")).hasSize(2)
                .allMatch(scaled -> scaled.toString().contains("llm-space-kafka-bootstrap.team-a.svc:9093"));
        assertThat(rendered.ofKind("PrometheusRule").toString()).contains("team-a")
                .doesNotContain("namespace=\\\"llm-space\\\"");
    }

    @ParameterizedTest
    @CsvSource({ "profile=staging, profile", "image.tag=latest, tag", "services.web-ui.replica=2, replica",
            "services.web-ui.replicas=-1, replicas", "imag.tag=1, imag", "settings.lower=x, lower" })
    void mistakesInValuesAreNamed(String value, String named) {
        Tools.Outcome outcome = Tools.helm("template", "mine", chart.toString(), "--set", value);
        assertThat(outcome.status()).isNotZero();
        assertThat(outcome.errors()).contains(named);
    }

    @Test
    void theChartPassesHelmsOwnCheck() {
        assertThat(Tools.helm("lint", "--strict", chart.toString()).output()).contains("0 chart(s) failed");
    }

    @Test
    void aFolderWithoutManifestsSaysHowToMakeThem() {
        Tools.Outcome outcome = Tools.helm("template", "mine", Tools.deploy().resolve("helm/llm-space").toString());
        assertThat(outcome.errors()).contains("deploy/helm/package");
    }

    private static Manifests template(String... values) {
        String[] arguments = Stream.concat(Stream.of("template", "llm-space", chart.toString(), "--namespace", "llm-space"),
                Stream.of(values)).toArray(String[]::new);
        return Manifests.parse("chart", Tools.helm(arguments).output());
    }

    private static List<Workload> services(Manifests manifests) {
        return manifests.workloads().stream().filter(Workload::isService).toList();
    }
}
