package org.llmspace.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

/// Who may talk to whom, and how streams come through what stands in front.
class NetworkTest {

    @ParameterizedTest
    @MethodSource("org.llmspace.k8s.Manifests#all")
    void nothingTalksUnlessAPolicySaysSo(Manifests manifests) {
        JsonNode deny = manifests.find("NetworkPolicy", "default-deny").orElseThrow().path("spec");
        assertThat(deny.path("podSelector")).isEmpty();
        assertThat(deny.path("policyTypes").valueStream()).extracting(JsonNode::asText).containsExactly("Ingress", "Egress");
        assertThat(deny.has("ingress") || deny.has("egress")).isFalse();
        assertThat(manifests.ofKind("NetworkPolicy")).allSatisfy(policy -> {
            assertThat(policy.at("/spec/ingress").valueStream()).as("an empty from means everyone")
                    .allMatch(rule -> !rule.path("from").isEmpty() && !rule.path("ports").isEmpty());
            assertThat(policy.at("/spec/egress").valueStream())
                    .allMatch(rule -> !rule.path("to").isEmpty() || !rule.path("ports").isEmpty());
        });
    }

    /// A policy for a label that no pod has protects nothing.
    @Test
    void everyPolicyMeansPodsThatSomeOverlayHas() {
        List<JsonNode> pods = Manifests.all().flatMap(manifests -> manifests.workloads().stream())
                .map(Manifests.Workload::labels).toList();
        Manifests.all().flatMap(manifests -> manifests.ofKind("NetworkPolicy").stream())
                .flatMap(policy -> policy.findValues("podSelector").stream()).forEach(selector -> {
                    JsonNode labels = selector.path("matchLabels");
                    assertThat(
                            labels.has("strimzi.io/cluster") || pods.stream().anyMatch(pod -> Manifests.matches(labels, pod)))
                            .as("a pod with %s", selector).isTrue();
                    selector.path("matchExpressions").forEach(expression -> expression.path("values")
                            .forEach(value -> assertThat(pods)
                                    .anyMatch(pod -> value.equals(pod.get(expression.path("key").asText())))));
                });
    }

    @ParameterizedTest
    @ValueSource(strings = { "local", "production" })
    void providersAreReachedButNoPrivateAddressIs(String overlay) {
        JsonNode spec = Manifests.of(overlay).find("NetworkPolicy", "providers").orElseThrow().path("spec");
        assertThat(spec.findValues("port")).extracting(JsonNode::asInt).containsExactly(443);
        assertThat(spec.findValues("except").stream().flatMap(JsonNode::valueStream)).extracting(JsonNode::asText)
                .contains("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "127.0.0.0/8", "fc00::/7",
                        "fe80::/10");
    }

    @Test
    void offlineMeansThatNothingLeavesTheNamespace() {
        Manifests offline = Manifests.of("offline");
        assertThat(offline.ofKind("NetworkPolicy")).filteredOn(policy -> policy.at("/spec/egress").isArray())
                .filteredOn(policy -> !policy.at("/spec/podSelector/matchLabels").has("strimzi.io/cluster"))
                .allSatisfy(policy -> assertThat(policy.at("/spec/egress").valueStream())
                        .allSatisfy(rule -> assertThat(rule.path("to")).isNotEmpty().noneMatch(peer -> peer.has("ipBlock"))));
        Set<String> leaving = offline.ofKind("NetworkPolicy").stream()
                .flatMap(policy -> policy.at("/spec/egress").valueStream())
                .flatMap(rule -> rule.findValues("namespaceSelector").stream())
                .flatMap(selector -> Stream.concat(selector.findValuesAsText("kubernetes.io/metadata.name").stream(),
                        selector.findValues("values").stream().flatMap(JsonNode::valueStream).map(JsonNode::asText)))
                .collect(Collectors.toSet());
        assertThat(leaving).as("DNS and traces").containsExactlyInAnyOrder("kube-system", "openshift-dns", "monitoring");
        assertThat(offline.ofKind("ConfigMap")).anyMatch(map -> map.at("/data/HF_HUB_OFFLINE").asText().equals("1"));
        assertThat(offline.workloads()).flatExtracting(Manifests.Workload::containers)
                .extracting(container -> container.path("image").asText())
                .allMatch(image -> image.startsWith("mirror.internal/"));
    }

    /// An answer streams for as long as it takes, on whatever replica.
    @Test
    void streamsAreNeitherCutNorHeldBackNorBoundToAReplica() {
        JsonNode route = Manifests.of("production").find("HTTPRoute", "web-ui").orElseThrow();
        JsonNode rule = route.at("/spec/rules").valueStream().filter(candidate -> candidate.has("backendRefs")).findFirst()
                .orElseThrow();
        assertThat(rule.at("/timeouts/request").asText()).isEqualTo("0s");
        assertThat(rule.at("/timeouts/backendRequest").asText()).isEqualTo("0s");
        JsonNode annotations = Manifests.of("offline").find("Ingress", "web-ui").orElseThrow().at("/metadata/annotations");
        assertThat(annotations.path("nginx.ingress.kubernetes.io/proxy-buffering").asText()).isEqualTo("off");
        assertThat(annotations.path("nginx.ingress.kubernetes.io/proxy-read-timeout").asInt()).isGreaterThanOrEqualTo(3600);
        Manifests.all().flatMap(manifests -> manifests.ofKind("HTTPRoute", "Ingress", "Service").stream())
                .forEach(object -> assertThat(object.toString()).doesNotContainIgnoringCase("affinity")
                        .doesNotContain("sessionPersistence"));
    }

    @Test
    void healthAndMetricsAreNotForPeople() {
        JsonNode rule = Manifests.of("production").find("HTTPRoute", "web-ui").orElseThrow().at("/spec/rules/0");
        assertThat(rule.at("/matches/0/path/value").asText()).isEqualTo("/q");
        assertThat(rule.has("backendRefs")).isFalse();
        JsonNode path = Manifests.of("offline").find("Ingress", "web-ui").orElseThrow().at("/spec/rules/0/http/paths/0");
        assertThat(path.path("path").asText()).isEqualTo("/q");
        assertThat(path.at("/backend/service/name").asText()).isEqualTo("closed");
    }

    @Test
    void programsFromOutsideNeedAKey() {
        Manifests open = Manifests.of("production + openai-door");
        assertThat(open.find("HTTPRoute", "openai-door").orElseThrow().at("/spec/rules/0/matches/0/path/value").asText())
                .isEqualTo("/v1");
        JsonNode container = open.find("Deployment", "chat-service").orElseThrow().at("/spec/template/spec/containers/0");
        String file = container.path("env").valueStream()
                .filter(entry -> entry.path("name").asText().equals("LLMSPACE_API_KEYS_FILE"))
                .map(entry -> entry.path("value").asText()).findFirst().orElseThrow();
        assertThat(container.path("volumeMounts").valueStream())
                .anyMatch(mount -> file.startsWith(mount.path("mountPath").asText() + "/"));
    }

    @Test
    void onlyTheSpaceIsReachedFromOutside() {
        Stream<JsonNode> fromGateway = Manifests.of("production").ofKind("NetworkPolicy").stream()
                .filter(policy -> policy.at("/spec/ingress").toString().contains("gateway"));
        assertThat(fromGateway)
                .extracting(policy -> policy.at("/spec/podSelector/matchLabels/app.kubernetes.io~1name").asText())
                .containsExactly("web-ui");
    }
}
