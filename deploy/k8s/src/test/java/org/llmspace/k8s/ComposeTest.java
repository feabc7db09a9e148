package org.llmspace.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.llmspace.k8s.Manifests.Workload;
import org.yaml.snakeyaml.Yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/// `compose.yaml` is the local overlay again, for machines without Kubernetes: it must not differ in what matters.
class ComposeTest {

    private static final Path FILE = Tools.deploy().resolve("compose.yaml");
    private static final Manifests LOCAL = Manifests.of("local");
    private static JsonNode services;

    @BeforeAll
    static void read() throws IOException {
        // A parser of bare values resolves anchors and merges, which the tree parser does not.
        Map<?, ?> values = new Yaml().load(Files.readString(FILE));
        services = new ObjectMapper().valueToTree(values).path("services");
    }

    @Test
    void itHasTheWorkloadsOfTheLocalOverlay() {
        assertThat(services.propertyStream()).extracting(Map.Entry::getKey)
                .containsExactlyInAnyOrderElementsOf(LOCAL.workloads().stream().map(Workload::name).toList());
        for (Workload workload : LOCAL.workloads()) {
            JsonNode service = services.path(workload.name());
            JsonNode container = workload.containers().getFirst();
            assertThat(service.path("image")).isEqualTo(container.path("image"));
            assertThat(service.path("command")).isEqualTo(container.path(workload.isService() ? "args" : "command"));
            assertThat(Quantity.bytes(service.path("mem_limit").asText()))
                    .isEqualTo(Quantity.bytes(container.at("/resources/limits/memory").asText()));
            assertThat(service.path("user").asText())
                    .isEqualTo("%1$s:%1$s".formatted(workload.pod().at("/securityContext/runAsUser")));
        }
    }

    @Test
    void settingsAreTheSame() {
        JsonNode settings = LOCAL.ofKind("ConfigMap").stream().filter(map -> map.at("/data").has("LLMSPACE_CHAT_URL"))
                .findFirst()
                .orElseThrow().path("data");
        JsonNode broker = LOCAL.find("Deployment", "kafka").orElseThrow().at("/spec/template/spec/containers/0/env");
        assertThat(broker.valueStream())
                .allMatch(entry -> entry.path("value")
                        .equals(services.at("/kafka/environment").get(entry.path("name").asText())));
        for (String name : List.of("web-ui", "chat-service", "pipeline-service")) {
            JsonNode environment = services.path(name).path("environment");
            assertThat(settings.propertyStream())
                    .allMatch(setting -> setting.getValue().equals(environment.get(setting.getKey())));
            Workload workload = LOCAL.workloads().stream().filter(found -> found.name().equals(name)).findFirst().orElseThrow();
            assertThat(workload.containers().getFirst().path("env").valueStream()
                    .filter(entry -> entry.path("value").asText().startsWith("/")))
                    .isNotEmpty()
                    .allMatch(entry -> entry.path("value").equals(environment.get(entry.path("name").asText())));
        }
    }

    /// Engines mount a tmpfs so that nothing on it can be run, not even a library.
    @Test
    void onnxRuntimeIsLoadedWhereItIsUnpacked() {
        assertThat(services.at("/pipeline-service/tmpfs").valueStream()).extracting(JsonNode::asText)
                .containsExactly("/tmp:exec");
    }

    @Test
    void containersAreHardened() {
        assertThat(services).allSatisfy(service -> {
            assertThat(service.path("read_only").asBoolean()).isTrue();
            assertThat(service.path("cap_drop").valueStream()).extracting(JsonNode::asText).containsExactly("ALL");
            assertThat(service.path("security_opt").valueStream()).extracting(JsonNode::asText)
                    .containsExactly("no-new-privileges:true");
            assertThat(service.has("privileged")).isFalse();
        });
    }

    @Test
    void onlyTheSpaceIsPublishedAndOnlyToThisMachine() {
        assertThat(services.propertyStream().filter(service -> service.getValue().has("ports")))
                .extracting(Map.Entry::getKey).containsExactly("web-ui");
        assertThat(services.at("/web-ui/ports").valueStream()).extracting(JsonNode::asText)
                .containsExactly("127.0.0.1:7860:7860");
        assertThat(services.path("web-ui").has("env_file")).as("the Space needs no keys").isFalse();
    }

    @Test
    void mountedFilesExist() {
        services.findValues("volumes").stream().flatMap(JsonNode::valueStream).map(JsonNode::asText)
                .filter(volume -> volume.startsWith("./"))
                .forEach(volume -> assertThat(FILE.resolveSibling(volume.split(":")[0]).normalize()).exists());
    }
}
