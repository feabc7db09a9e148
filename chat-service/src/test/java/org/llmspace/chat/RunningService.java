package org.llmspace.chat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import org.llmspace.local.KafkaBroker;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/// What the tests of the doors need around the service: a real broker and a provider.
public final class RunningService implements QuarkusTestResourceLifecycleManager {

    public static final String KEY = "sk-test-0123456789abcdef";
    @SuppressWarnings("NullAway.Init") // started first
    private ProviderServer provider;

    @Override
    public Map<String, String> start() {
        try {
            provider = new ProviderServer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> config = new HashMap<>();
        config.put("kafka.bootstrap.servers", KafkaBroker.shared());
        config.put("llmspace.chat.providers.openai.base-url", provider.baseUrl());
        config.put("llmspace.chat.providers.openai.api-key", KEY);
        config.put("llmspace.chat.ollama.host", "127.0.0.1:1");
        config.put("llmspace.chat.patience.first-token", "3s");
        config.put("llmspace.chat.patience.between-tokens", "2s");
        config.put("llmspace.chat.openai.keep-alive", "1s");
        config.put("llmspace.chat.openai.max-body-size", "1M");
        config.put("llmspace.chat.retrieval.folder", Path.of("target/embeddings").toAbsolutePath().toString());
        config.put("llmspace.chat.memory.folder", Path.of("target/conversations").toAbsolutePath().toString());
        config.put("llmspace.chat.retrieval.documents.folder", Path.of("target/documents").toAbsolutePath().toString());
        config.put("llmspace.chat.retrieval.documents.patience", "300ms");
        config.put("llmspace.chat.prompts.folder", Path.of("target/templates").toAbsolutePath().toString());
        return config;
    }

    @Override
    public void inject(TestInjector testInjector) {
        testInjector.injectIntoFields(provider, new TestInjector.MatchesType(ProviderServer.class));
    }

    @Override
    public void stop() {
        provider.close();
    }
}
