package org.llmspace.k8s;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

/// The Kubernetes objects that an overlay renders to.
record Manifests(String name, List<JsonNode> objects) {

    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Map<String, Manifests> RENDERED = new ConcurrentHashMap<>();

    Manifests {
        objects = List.copyOf(objects);
    }

    /// Every overlay, and overlays with the components that none of them has.
    static Stream<Manifests> all() {
        return Stream.of("local", "ci", "production", "offline", "podman", "local + ollama gpu jvm",
                "production + postgres ollama jvm", "production + openai-door", "local + ingress model-cache monitoring")
                .map(Manifests::of);
    }

    /// @param name of an overlay, and the components to add to it: `local + ollama jvm`
    static Manifests of(String name) {
        return RENDERED.computeIfAbsent(name, Manifests::render);
    }

    static Manifests parse(String name, String yaml) {
        try (var values = YAML.readerFor(JsonNode.class).<JsonNode> readValues(yaml)) {
            return new Manifests(name, values.readAll().stream().filter(object -> !object.isNull()).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Manifests render(String name) {
        String[] parts = name.split(" \\+ ");
        Path folder = Tools.deploy().resolve("overlays").resolve(parts[0]);
        if (parts.length > 1) {
            folder = withComponents(folder, parts[1].split(" "));
        }
        return parse(name, Tools.kubectl("kustomize", folder.toString()).output());
    }

    private static Path withComponents(Path overlay, String... components) {
        try {
            Path folder = Files.createDirectories(Path.of("target", "overlays",
                    overlay.getFileName() + "-" + String.join("-", components))).toAbsolutePath();
            String added = Stream.of(components)
                    .map(component -> "  - " + folder.relativize(Tools.deploy().resolve("components", component)))
                    .collect(Collectors.joining("\n"));
            Files.writeString(folder.resolve("kustomization.yaml"), """
                    apiVersion: kustomize.config.k8s.io/v1beta1
                    kind: Kustomization
                    namespace: llm-space
                    resources:
                      - %s
                    components:
                    %s
                    """.formatted(folder.relativize(overlay), added));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<JsonNode> ofKind(String... kinds) {
        return objects.stream().filter(object -> List.of(kinds).contains(object.path("kind").asText())).toList();
    }

    Optional<JsonNode> find(String kind, String named) {
        return ofKind(kind).stream().filter(object -> nameOf(object).equals(named)).findFirst();
    }

    List<Workload> workloads() {
        return ofKind("Deployment", "StatefulSet", "Job").stream().map(Workload::new).toList();
    }

    /// The workloads whose pods have all these labels.
    List<Workload> withLabels(JsonNode labels) {
        return workloads().stream().filter(workload -> matches(labels, workload.labels())).toList();
    }

    static boolean matches(JsonNode wanted, JsonNode labels) {
        return wanted.propertyStream().allMatch(label -> label.getValue().equals(labels.get(label.getKey())));
    }

    static String nameOf(JsonNode object) {
        return object.at("/metadata/name").asText();
    }

    @Override
    public String toString() {
        return name;
    }

    /// What makes pods.
    record Workload(JsonNode object) {

        String name() {
            return nameOf(object);
        }

        JsonNode pod() {
            return object.at("/spec/template/spec");
        }

        JsonNode labels() {
            return object.at("/spec/template/metadata/labels");
        }

        List<JsonNode> containers() {
            return Stream.of("initContainers", "containers").flatMap(field -> pod().path(field).valueStream()).toList();
        }

        boolean isService() {
            return labels().path("app.kubernetes.io/component").asText().equals("service");
        }

        boolean runsForever() {
            return !object.path("kind").asText().equals("Job");
        }

        @Override
        public String toString() {
            return object.path("kind").asText() + " " + name();
        }
    }
}
