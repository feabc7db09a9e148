package org.llmspace.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.llmspace.k8s.Manifests.Workload;

import com.fasterxml.jackson.databind.JsonNode;

/// Whatever an object names must exist: ConfigMaps, Secrets, volumes, accounts, ports, pods behind a selector.
class ReferenceTest {

    private static final String EVERY_OVERLAY = "org.llmspace.k8s.Manifests#all";
    /// Made by hand or by another operator; docs/deploy.md says how.
    private static final Set<String> SECRETS_FROM_OUTSIDE = Set.of("llm-space-keys", "postgres-credentials", "llm-space-tls",
            "llm-space-api-keys");

    @ParameterizedTest
    @MethodSource(EVERY_OVERLAY)
    void everyConfigMapSecretVolumeAndAccountExists(Manifests manifests) {
        Set<String> there = names(manifests, "ConfigMap", "PersistentVolumeClaim", "ServiceAccount");
        Set<String> secrets = new TreeSet<>(SECRETS_FROM_OUTSIDE);
        manifests.ofKind("KafkaUser").forEach(user -> secrets.add(Manifests.nameOf(user)));
        manifests.ofKind("Kafka").forEach(kafka -> secrets.add(Manifests.nameOf(kafka) + "-cluster-ca-cert"));
        for (Workload workload : manifests.workloads()) {
            assertThat(there).containsAll(values(workload.pod(), "claimName"));
            assertThat(there).containsAll(namesBelow(workload.pod(), "configMapRef", "configMapKeyRef", "configMap"));
            assertThat(secrets).containsAll(namesBelow(workload.pod(), "secretRef", "secretKeyRef"));
            assertThat(secrets).containsAll(values(workload.pod(), "secretName"));
            if (workload.pod().has("serviceAccountName")) {
                assertThat(there).contains(workload.pod().path("serviceAccountName").asText());
            }
        }
        manifests.ofKind("TriggerAuthentication").forEach(authentication -> assertThat(secrets)
                .containsAll(values(authentication.at("/spec/secretTargetRef"), "name")));
        manifests.ofKind("Gateway").forEach(gateway -> assertThat(secrets)
                .containsAll(namesBelow(gateway, "certificateRefs")));
    }

    @ParameterizedTest
    @MethodSource(EVERY_OVERLAY)
    void everyVolumeIsMountedAndEveryMountHasItsVolume(Manifests manifests) {
        for (Workload workload : manifests.workloads()) {
            Set<String> volumes = Stream.of(workload.pod().path("volumes"), workload.object().at("/spec/volumeClaimTemplates"))
                    .flatMap(JsonNode::valueStream)
                    .map(volume -> volume.has("name") ? volume.path("name").asText() : Manifests.nameOf(volume))
                    .collect(Collectors.toCollection(TreeSet::new));
            Set<String> mounts = workload.containers().stream()
                    .flatMap(container -> container.path("volumeMounts").valueStream())
                    .map(mount -> mount.path("name").asText()).collect(Collectors.toCollection(TreeSet::new));
            assertThat(mounts).as(workload.toString()).isEqualTo(volumes);
        }
    }

    /// `closed` is where an Ingress sends what is not for people.
    @ParameterizedTest
    @MethodSource(EVERY_OVERLAY)
    void everyServiceHasPodsThatListen(Manifests manifests) {
        for (JsonNode service : manifests.ofKind("Service")) {
            if (Manifests.nameOf(service).equals("closed")) {
                assertThat(service.at("/spec/selector").isMissingNode()).isTrue();
                continue;
            }
            List<Workload> behind = manifests.withLabels(service.at("/spec/selector"));
            assertThat(behind).as(Manifests.nameOf(service)).hasSize(1);
            service.at("/spec/ports").forEach(port -> assertThat(portNames(behind.getFirst()))
                    .contains(port.path("targetPort").asText()));
        }
    }

    @ParameterizedTest
    @MethodSource(EVERY_OVERLAY)
    void everyProbeAsksAPortThatIsThere(Manifests manifests) {
        for (Workload workload : manifests.workloads()) {
            for (JsonNode container : workload.containers()) {
                for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
                    values(container.path(probe), "port").forEach(port -> assertThat(portNames(workload)).contains(port));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource(EVERY_OVERLAY)
    void everySelectorOfAWorkloadMatchesItsPods(Manifests manifests) {
        assertThat(manifests.workloads()).filteredOn(Workload::runsForever)
                .allMatch(workload -> Manifests.matches(workload.object().at("/spec/selector/matchLabels"), workload.labels()));
        assertThat(manifests.ofKind("PodDisruptionBudget"))
                .allMatch(budget -> manifests.withLabels(budget.at("/spec/selector/matchLabels")).size() == 1);
        assertThat(manifests.ofKind("ServiceMonitor")).allSatisfy(monitor -> assertThat(manifests.ofKind("Service"))
                .filteredOn(
                        service -> Manifests.matches(monitor.at("/spec/selector/matchLabels"), service.at("/metadata/labels")))
                .extracting(Manifests::nameOf)
                .containsExactlyInAnyOrder("web-ui", "chat-service", "pipeline-service"));
    }

    @ParameterizedTest
    @MethodSource(EVERY_OVERLAY)
    void everyScalerHasItsWorkloadAndIsTheOnlyOne(Manifests manifests) {
        List<String> scaled = manifests.ofKind("ScaledObject", "HorizontalPodAutoscaler").stream()
                .map(scaler -> scaler.at("/spec/scaleTargetRef/name").asText()).toList();
        assertThat(scaled).doesNotHaveDuplicates().allSatisfy(name -> {
            JsonNode deployment = manifests.find("Deployment", name).orElseThrow();
            assertThat(deployment.at("/spec/replicas").isMissingNode()).as("replicas belong to the scaler").isTrue();
        });
    }

    @ParameterizedTest
    @MethodSource(EVERY_OVERLAY)
    void everyRouteLeadsToAPortOfAService(Manifests manifests) {
        List<JsonNode> backends = new ArrayList<>();
        manifests.ofKind("HTTPRoute").forEach(route -> backends.addAll(route.findValues("backendRefs")));
        backends.stream().flatMap(JsonNode::valueStream).forEach(backend -> assertThat(servicePorts(manifests,
                backend.path("name").asText())).contains(backend.path("port").asText()));
        manifests.ofKind("Ingress").forEach(ingress -> ingress.findValues("service")
                .forEach(service -> assertThat(servicePorts(manifests, service.path("name").asText()))
                        .contains(service.at("/port/name").asText())));
    }

    /// Addresses in settings are references too.
    @ParameterizedTest
    @MethodSource(EVERY_OVERLAY)
    void everyAddressInTheSettingsIsListenedTo(Manifests manifests) {
        JsonNode settings = manifests.ofKind("ConfigMap").stream()
                .filter(map -> Manifests.nameOf(map).matches("llm-space-[a-z0-9]{10}")).findFirst().orElseThrow().path("data");
        List<String> addresses = settings.propertyStream()
                .filter(setting -> setting.getKey().matches("LLMSPACE_.*_URL|KAFKA_BOOTSTRAP_SERVERS|OLLAMA_HOST"))
                .map(setting -> setting.getValue().asText().replace("http://", "")).toList();
        assertThat(addresses).hasSizeGreaterThanOrEqualTo(4).isSubsetOf(listening(manifests));
    }

    private static Set<String> listening(Manifests manifests) {
        Set<String> addresses = new TreeSet<>();
        manifests.ofKind("Service").forEach(service -> service.at("/spec/ports")
                .forEach(port -> addresses.add(Manifests.nameOf(service) + ":" + port.path("port").asText())));
        manifests.ofKind("Kafka").forEach(kafka -> kafka.at("/spec/kafka/listeners").forEach(listener -> addresses
                .add(Manifests.nameOf(kafka) + "-kafka-bootstrap:" + listener.path("port").asText())));
        // Podman has no Services; it names the pod of a Deployment.
        manifests.workloads().forEach(workload -> workload.pod().findValues("containerPort")
                .forEach(port -> addresses.add(workload.name() + "-pod:" + port.asText())));
        return addresses;
    }

    private static Set<String> names(Manifests manifests, String... kinds) {
        return manifests.ofKind(kinds).stream().map(Manifests::nameOf).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> namesBelow(JsonNode node, String... fields) {
        return Stream.of(fields).flatMap(field -> node.findValues(field).stream())
                .flatMap(found -> found.isArray() ? found.valueStream() : Stream.of(found))
                .map(found -> found.path("name").asText()).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> values(JsonNode node, String field) {
        return node.findValues(field).stream().map(JsonNode::asText).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> portNames(Workload workload) {
        return workload.containers().stream().flatMap(container -> container.path("ports").valueStream())
                .map(port -> port.path("name").asText()).collect(Collectors.toCollection(TreeSet::new));
    }

    /// Numbers and names.
    private static Set<String> servicePorts(Manifests manifests, String service) {
        Set<String> ports = new TreeSet<>();
        manifests.find("Service", service).orElseThrow().at("/spec/ports").forEach(port -> {
            ports.add(port.path("port").asText());
            ports.add(port.path("name").asText());
        });
        return ports;
    }
}
