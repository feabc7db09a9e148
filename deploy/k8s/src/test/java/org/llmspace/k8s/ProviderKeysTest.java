package org.llmspace.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;

/// Keys come from a file that git ignores, or from a Secret that is there already, and go to the workers only.
class ProviderKeysTest {

    @TempDir
    private Path folder;

    @Test
    void keysOfAnEnvFileBecomeASecretThatTheWorkersTake() throws IOException {
        copy(Tools.deploy().resolve("base"), "base");
        copy(Tools.deploy().resolve("components/provider-keys"), "keys");
        Files.writeString(folder.resolve("keys/.env"), "OPENAI_API_KEY=first-example\nHF_TOKEN=second-example\n");
        Files.writeString(Files.createDirectory(folder.resolve("overlay")).resolve("kustomization.yaml"), """
                apiVersion: kustomize.config.k8s.io/v1beta1
                kind: Kustomization
                namespace: llm-space
                resources:
                  - ../base
                components:
                  - ../keys
                """);
        Manifests rendered = Manifests.parse("keys", Tools.kubectl("kustomize", folder.resolve("overlay").toString()).output());
        JsonNode secret = rendered.ofKind("Secret").getFirst();
        assertThat(secret.path("data").propertyStream()).extracting(entry -> entry.getKey())
                .containsExactlyInAnyOrder("OPENAI_API_KEY", "HF_TOKEN");
        // A new key makes a new name, and so new pods.
        String name = Manifests.nameOf(secret);
        assertThat(name).matches("llm-space-keys-[a-z0-9]{10}");
        assertThat(rendered.workloads()).filteredOn(workload -> workload.object().toString().contains(name))
                .extracting(Manifests.Workload::name).containsExactlyInAnyOrder("chat-service", "pipeline-service");
    }

    @Test
    void withoutKeysTheServicesStartAllTheSame() {
        for (String worker : List.of("chat-service", "pipeline-service")) {
            JsonNode source = Manifests.of("local").find("Deployment", worker).orElseThrow().findValue("secretRef");
            assertThat(source.path("name").asText()).isEqualTo("llm-space-keys");
            assertThat(source.path("optional").asBoolean()).isTrue();
        }
        assertThat(Manifests.of("local").find("Deployment", "web-ui").orElseThrow().findValue("secretRef")).isNull();
    }

    @Test
    void gitIgnoresTheFile() throws IOException {
        assertThat(Files.readAllLines(Tools.deploy().resolveSibling(".gitignore"))).contains(".env");
    }

    private void copy(Path from, String to) throws IOException {
        Path target = Files.createDirectory(folder.resolve(to));
        try (var files = Files.list(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, target.resolve(file.getFileName()));
            }
        }
    }
}
