package org.llmspace.web;

import java.util.Map;

import org.llmspace.contracts.kafka.KafkaTopics;
import org.llmspace.local.KafkaBroker;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/// A real broker with its topics, and workers that answer.
public final class RealBroker implements QuarkusTestResourceLifecycleManager {

    private Workers workers;

    @Override
    public Map<String, String> start() {
        String servers = KafkaBroker.shared();
        try {
            createTopics(servers);
            workers = new Workers(servers);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return config(servers);
    }

    static void createTopics(String servers) throws InterruptedException {
        try (var topics = new KafkaTopics(Map.of("bootstrap.servers", servers))) {
            for (int tries = 0; tries < 10 && topics.missing().isPresent(); tries++) {
                topics.createMissing(4);
                Thread.sleep(2_100);
            }
        }
    }

    static Map<String, String> config(String servers) {
        return Map.of("kafka.bootstrap.servers", servers, "llmspace.backend.chat-url", "http://127.0.0.1:9");
    }

    @Override
    public void stop() {
        workers.close();
    }
}
