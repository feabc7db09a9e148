package org.llmspace.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;

import org.llmspace.contracts.kafka.KafkaTopics;
import org.llmspace.local.KafkaBroker;

import com.sun.net.httpserver.HttpServer;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/// A real broker with its topics, and workers that answer.
public final class RealBroker implements QuarkusTestResourceLifecycleManager {

    private static final String MODELS = """
            {"data":[{"id":"guide","owned_by":"llm-space"}],
             "unusable_providers":[{"name":"openai","reason":"set OPENAI_API_KEY to use it"}]}""";

    private Workers workers;
    private HttpServer chat;

    @Override
    public Map<String, String> start() {
        String servers = KafkaBroker.shared();
        try {
            createTopics(servers);
            workers = new Workers(servers);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        chat = modelsOfChatService();
        Map<String, String> config = new HashMap<>(config(servers));
        config.put("llmspace.backend.chat-url", "http://127.0.0.1:" + chat.getAddress().getPort());
        return config;
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
        chat.stop(0);
    }

    private static HttpServer modelsOfChatService() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
            server.createContext("/v1/models", exchange -> {
                byte[] body = MODELS.getBytes(UTF_8);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
