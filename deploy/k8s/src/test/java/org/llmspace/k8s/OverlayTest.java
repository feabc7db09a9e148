package org.llmspace.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.llmspace.k8s.Manifests.Workload;

import com.fasterxml.jackson.databind.JsonNode;

/// What must hold for the pods of every overlay, whatever it is for.
class OverlayTest {

    private static final String EVERY_OVERLAY = "org.llmspace.k8s.Manifests#all";

    @ParameterizedTest
    @MethodSource(EVERY_OVERLAY)
    void podsAreRestricted(Manifests manifests) {
        assertThat(manifests.workloads()).isNotEmpty().allSatisfy(workload -> {
            JsonNode pod = workload.pod();
            assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
            assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
            assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
            assertThat(pod.path("enableServiceLinks").asBoolean(true)).isFalse();
            assertThat(pod.propertyStream()).extracting(field -> field.getKey())
                    .doesNotContain("hostNetwork", "hostPID", "hostIPC");
            assertThat(pod.path("volumes").valueStream()).noneMatch(volume -> volume.has("hostPath"));
        });
    }

    @ParameterizedTest
    @MethodSource(EVERY_OVERLAY)
    void containersAreHardened(Manifests manifests) {
        assertThat(manifests.workloads()).allSatisfy(workload -> assertThat(workload.containers()).isNotEmpty()
                .allSatisfy(container -> {
                    JsonNode security = container.path("securityContext");
                    assertThat(security.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
                    assertThat(security.path("readOnlyRootFilesystem").asBoolean()).isTrue();
                    assertThat(security.path("privileged").asBoolean()).isFalse();
                    assertThat(security.at("/capabilities/drop").valueStream()).extracting(JsonNode::asText)
                            .containsExactly("ALL");
                    assertThat(security.at("/capabilities/add").isMissingNode()).isTrue();
                    assertThat(container.path("ports").valueStream()).noneMatch(port -> port.has("hostPort"));
                }));
    }

    @ParameterizedTest
    @MethodSource(EVERY_OVERLAY)
    void imagesArePinned(Manifests manifests) {
        assertThat(manifests.workloads()).allSatisfy(workload -> assertThat(workload.containers())
                .extracting(container -> container.path("image").asText())
                .allMatch(image -> image.matches(".+(:[\\w][\\w.-]*|@sha256:[0-9a-f]{64})"))
                .noneMatch(image -> image.endsWith(":latest")));
    }

    @ParameterizedTest
    @MethodSource(EVERY_OVERLAY)
    void memoryIsBoundedAndCpuIsNot(Manifests manifests) {
        assertThat(manifests.workloads()).allSatisfy(workload -> assertThat(workload.containers())
                .extracting(container -> container.path("resources")).allSatisfy(resources -> {
                    assertThat(resources.at("/requests/cpu").asText()).isNotEmpty();
                    assertThat(resources.at("/requests/memory").asText()).isNotEmpty();
                    assertThat(Quantity.bytes(resources.at("/limits/memory").asText()))
                            .isGreaterThanOrEqualTo(Quantity.bytes(resources.at("/requests/memory").asText()));
                    assertThat(resources.at("/limits/cpu").isMissingNode()).isTrue();
                }));
    }

    @ParameterizedTest
    @MethodSource(EVERY_OVERLAY)
    void heapsLeaveRoomForTheRest(Manifests manifests) {
        for (Workload workload : services(manifests)) {
            JsonNode container = workload.containers().getFirst();
            List<String> heap = container.path("args").valueStream().map(JsonNode::asText)
                    .filter(argument -> argument.startsWith("-Xmx")).toList();
            if (manifests.name().contains("jvm")) {
                assertThat(heap).as("the JVM takes its options from the environment").isEmpty();
                assertThat(variable(container, "JAVA_TOOL_OPTIONS")).contains("MaxRAMPercentage");
            } else {
                assertThat(heap).hasSize(1);
                assertThat(Quantity.bytes(heap.getFirst().substring(4)))
                        .isLessThanOrEqualTo(Quantity.bytes(container.at("/resources/limits/memory").asText()) / 2);
            }
        }
    }

    @ParameterizedTest
    @MethodSource(EVERY_OVERLAY)
    void probesAskWhatTheyShould(Manifests manifests) {
        assertThat(manifests.workloads()).filteredOn(Workload::runsForever)
                .allSatisfy(workload -> assertThat(workload.containers().getFirst().propertyStream())
                        .extracting(field -> field.getKey())
                        .contains("startupProbe", "readinessProbe", "livenessProbe"));
        assertThat(services(manifests)).hasSize(3).allSatisfy(workload -> {
            JsonNode container = workload.containers().getFirst();
            assertThat(container.at("/startupProbe/httpGet/path").asText()).isEqualTo("/q/health/started");
            assertThat(container.at("/readinessProbe/httpGet/path").asText()).isEqualTo("/q/health/ready");
            assertThat(container.at("/livenessProbe/httpGet/path").asText()).isEqualTo("/q/health/live");
        });
    }

    /// A pod that is told to stop sleeps, then lets what runs end, and is killed only after that.
    @ParameterizedTest
    @MethodSource(EVERY_OVERLAY)
    void podsDrainBeforeTheyAreKilled(Manifests manifests) {
        assertThat(services(manifests)).allSatisfy(workload -> {
            JsonNode container = workload.containers().getFirst();
            int sleep = container.at("/lifecycle/preStop/sleep/seconds").asInt();
            int drain = Integer.parseInt(variable(container, "QUARKUS_SHUTDOWN_TIMEOUT").replace("s", ""));
            assertThat(sleep).isPositive();
            assertThat(workload.pod().path("terminationGracePeriodSeconds").asInt()).isGreaterThan(sleep + drain);
        });
    }

    @ParameterizedTest
    @MethodSource(EVERY_OVERLAY)
    void replicasSpread(Manifests manifests) {
        assertThat(services(manifests)).allSatisfy(workload -> {
            assertThat(workload.pod().path("topologySpreadConstraints").valueStream())
                    .allMatch(spread -> Manifests.matches(spread.at("/labelSelector/matchLabels"), workload.labels()))
                    .allMatch(spread -> spread.path("whenUnsatisfiable").asText().equals("ScheduleAnyway"))
                    .extracting(spread -> spread.path("topologyKey").asText())
                    .containsExactly("kubernetes.io/hostname", "topology.kubernetes.io/zone");
            assertThat(manifests.find("PodDisruptionBudget", workload.name())).isPresent();
        });
    }

    @ParameterizedTest
    @MethodSource(EVERY_OVERLAY)
    void nothingIsClusterWideOrSecret(Manifests manifests) {
        assertThat(manifests.objects()).allSatisfy(object -> {
            String kind = object.path("kind").asText();
            assertThat(Set.of("Secret", "ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding")).doesNotContain(kind);
            if (!kind.equals("Namespace")) {
                assertThat(object.at("/metadata/namespace").asText()).isEqualTo("llm-space");
            }
        });
        JsonNode labels = manifests.find("Namespace", "llm-space").orElseThrow().at("/metadata/labels");
        assertThat(labels.path("pod-security.kubernetes.io/enforce").asText()).isEqualTo("restricted");
    }

    /// Whatever a replica keeps for people, the others find, too, and it outlives the pod.
    @ParameterizedTest
    @MethodSource(EVERY_OVERLAY)
    void whatPeopleKeepIsOnAVolumeOfAllReplicas(Manifests manifests) {
        for (String service : List.of("web-ui", "chat-service")) {
            Workload workload = manifests.workloads().stream().filter(found -> found.name().equals(service)).findFirst()
                    .orElseThrow();
            JsonNode container = workload.containers().getFirst();
            assertThat(workload.pod().path("volumes").valueStream())
                    .anyMatch(volume -> volume.at("/persistentVolumeClaim/claimName").asText().equals(service + "-files"));
            assertThat(container.path("env").valueStream().filter(entry -> entry.path("name").asText().endsWith("_FOLDER")))
                    .isNotEmpty().allSatisfy(folder -> assertThat(container.path("volumeMounts").valueStream())
                            .anyMatch(mount -> folder.path("value").asText().startsWith(mount.path("mountPath").asText())));
        }
    }

    private static List<Workload> services(Manifests manifests) {
        return manifests.workloads().stream().filter(Workload::isService).toList();
    }

    private static String variable(JsonNode container, String name) {
        return container.path("env").valueStream().filter(entry -> entry.path("name").asText().equals(name))
                .map(entry -> entry.path("value").asText()).findFirst().orElse("");
    }
}
