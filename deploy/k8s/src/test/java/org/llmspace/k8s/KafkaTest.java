package org.llmspace.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llmspace.contracts.Topics;

import com.fasterxml.jackson.databind.JsonNode;

/// The brokers, and who may do what with which topic.
class KafkaTest {

    private final Manifests production = Manifests.of("production");

    @Test
    void strimziMakesExactlyTheTopicsOfTheContract() {
        assertThat(production.ofKind("KafkaTopic")).extracting(Manifests::nameOf)
                .containsExactlyInAnyOrderElementsOf(Topics.ALL);
        assertThat(production.ofKind("KafkaTopic")).allSatisfy(topic -> {
            boolean single = Manifests.nameOf(topic).equals(Topics.CONTROL) || Manifests.nameOf(topic).endsWith(".dlq");
            assertThat(topic.at("/spec/partitions").asInt()).isEqualTo(single ? 1 : 12);
            assertThat(topic.at("/spec/replicas").asInt()).isEqualTo(3);
        });
    }

    /// Readiness lists the topics, and a topic that a service may not describe is missing for it.
    @ParameterizedTest
    @ValueSource(strings = { "web-ui", "chat-service", "pipeline-service" })
    void everyServiceSeesEveryTopic(String service) {
        assertThat(topics(service, "Describe")).containsExactlyInAnyOrderElementsOf(Topics.ALL);
        assertThat(topics(service, "Read")).isNotEmpty();
        assertThat(topics(service, "All")).isEmpty();
    }

    @Test
    void workersReadRequestsAndWriteReplies() {
        assertThat(topics("chat-service", "Read")).contains(Topics.CHAT_REQUESTS, Topics.CHAT_REPLIES, Topics.CONTROL);
        assertThat(topics("chat-service", "Write")).contains(Topics.CHAT_REPLIES, Topics.CHAT_REQUESTS_DLQ);
        assertThat(topics("pipeline-service", "Read"))
                .contains(Topics.PIPELINE_REQUESTS, Topics.PIPELINE_REPLIES, Topics.CONTROL);
        assertThat(topics("pipeline-service", "Write")).contains(Topics.PIPELINE_REPLIES, Topics.PIPELINE_REQUESTS_DLQ)
                .doesNotContain(Topics.CHAT_REPLIES);
        assertThat(topics("web-ui", "Write")).contains(Topics.CHAT_REQUESTS, Topics.PIPELINE_REQUESTS, Topics.CONTROL);
        assertThat(topics("web-ui", "Read")).contains(Topics.CHAT_REPLIES, Topics.PIPELINE_REPLIES)
                .doesNotContain(Topics.CHAT_REQUESTS);
    }

    @ParameterizedTest
    @ValueSource(strings = { "chat-service", "pipeline-service" })
    void theGroupThatAServiceJoinsIsTheOneThatItMayJoinAndThatIsScaledOn(String service) throws IOException {
        Path properties = Tools.deploy().resolveSibling(service).resolve("src/main/resources/application.properties");
        Set<String> joined = Files.exists(properties) ? groups(properties) : Set.of();
        Set<String> allowed = acls(service, "group").map(acl -> acl.at("/resource/name").asText())
                .collect(Collectors.toCollection(TreeSet::new));
        JsonNode trigger = production.find("ScaledObject", service).orElseThrow().at("/spec/triggers/0/metadata");
        assertThat(allowed).contains(trigger.path("consumerGroup").asText()).containsAll(joined);
        assertThat(topics(service, "Read")).contains(trigger.path("topic").asText());
        assertThat(trigger.path("bootstrapServers").asText()).as("KEDA asks from another namespace")
                .isEqualTo("llm-space-kafka-bootstrap.llm-space.svc:9093");
        assertThat(acls("autoscaler", "group")).extracting(acl -> acl.at("/resource/name").asText())
                .contains(trigger.path("consumerGroup").asText());
        assertThat(topics("autoscaler", "Describe")).contains(trigger.path("topic").asText());
        assertThat(production.find("ScaledObject", service).orElseThrow().at("/spec/maxReplicaCount").asInt())
                .as("one replica per partition at most").isLessThanOrEqualTo(12);
    }

    @Test
    void strimziUsesOnlyTheStableApiAndTls() {
        assertThat(production.objects())
                .filteredOn(object -> object.path("apiVersion").asText().startsWith("kafka.strimzi.io/"))
                .isNotEmpty().allMatch(object -> object.path("apiVersion").asText().equals("kafka.strimzi.io/v1"));
        assertThat(production.find("Kafka", "llm-space").orElseThrow().at("/spec/kafka/listeners"))
                .allMatch(listener -> listener.path("tls").asBoolean())
                .allMatch(listener -> listener.has("authentication"));
        assertThat(production.ofKind("Deployment")).allSatisfy(deployment -> assertThat(
                deployment.at("/spec/template/spec/containers/0/env").valueStream()
                        .filter(entry -> entry.at("/valueFrom/secretKeyRef/name").asText().equals(Manifests.nameOf(deployment)))
                        .map(entry -> entry.path("name").asText() + "=" + entry.at("/valueFrom/secretKeyRef/key").asText()))
                .containsExactly("KAFKA_SSL_KEYSTORE_CERTIFICATE_CHAIN=user.crt", "KAFKA_SSL_KEYSTORE_KEY=user.key"));
    }

    /// A fresh volume is root's; without the group no broker could write to it.
    @Test
    void brokersMayWriteToTheirVolumes() {
        JsonNode pod = production.find("Kafka", "llm-space").orElseThrow().at("/spec/kafka/template/pod");
        assertThat(pod.at("/securityContext/fsGroup").asInt(-1)).isZero();
        assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
        assertThat(pod.path("topologySpreadConstraints").valueStream())
                .extracting(spread -> spread.path("topologyKey").asText())
                .containsExactly("kubernetes.io/hostname", "topology.kubernetes.io/zone");
    }

    /// Share groups keep their state in a topic of their own, which asks for three brokers unless it is told not to.
    @Test
    void shareGroupsCanStart() throws IOException {
        JsonNode config = production.find("Kafka", "llm-space").orElseThrow().at("/spec/kafka/config");
        assertThat(config.path("share.coordinator.state.topic.replication.factor").asInt()).isEqualTo(3);
        assertThat(config.path("share.coordinator.state.topic.min.isr").asInt()).isEqualTo(2);
        for (String overlay : List.of("local", "ci", "offline", "podman")) {
            Properties broker = broker(overlay);
            assertThat(broker.stringPropertyNames()).filteredOn(name -> name.contains(".replication.factor")).hasSize(4)
                    .allSatisfy(name -> assertThat(broker.getProperty(name)).isEqualTo("1"));
            assertThat(broker.getProperty("share.coordinator.state.topic.min.isr")).isEqualTo("1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "local", "podman" })
    void theSingleBrokerIsFoundUnderTheNameItTells(String overlay) throws IOException {
        String told = broker(overlay).getProperty("advertised.listeners").replace("PLAINTEXT://", "");
        assertThat(Manifests.of(overlay).ofKind("ConfigMap"))
                .anyMatch(map -> map.at("/data/KAFKA_BOOTSTRAP_SERVERS").asText().equals(told));
    }

    private static Properties broker(String overlay) throws IOException {
        JsonNode map = Manifests.of(overlay).ofKind("ConfigMap").stream()
                .filter(candidate -> candidate.at("/data").has("server.properties")).findFirst().orElseThrow();
        Properties properties = new Properties();
        properties.load(new StringReader(map.at("/data").path("server.properties").asText()));
        return properties;
    }

    private static Set<String> groups(Path file) throws IOException {
        Properties properties = new Properties();
        try (var in = Files.newBufferedReader(file)) {
            properties.load(in);
        }
        return properties.stringPropertyNames().stream()
                .filter(name -> name.matches("mp[.]messaging[.]incoming[.].+[.]group[.]id"))
                .map(properties::getProperty).collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<String> topics(String user, String operation) {
        return acls(user, "topic")
                .filter(acl -> acl.path("operations").valueStream().anyMatch(value -> value.asText().equals(operation)))
                .map(acl -> acl.at("/resource/name").asText()).collect(Collectors.toCollection(TreeSet::new));
    }

    private Stream<JsonNode> acls(String user, String type) {
        return production.find("KafkaUser", user).orElseThrow().at("/spec/authorization/acls").valueStream()
                .filter(acl -> acl.at("/resource/type").asText().equals(type));
    }
}
