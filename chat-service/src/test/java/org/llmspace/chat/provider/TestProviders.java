package org.llmspace.chat.provider;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.llmspace.contracts.chat.ChatMessage;
import org.llmspace.contracts.chat.GenerationOptions;
import org.llmspace.contracts.kafka.EventCodec;

import com.fasterxml.jackson.core.JsonProcessingException;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;

/// Providers as configured in a test, without the service around them.
final class TestProviders {

    private TestProviders() {
    }

    /// Without pipeline-service.
    static Providers of(Map<String, String> config) {
        return new Providers(settings(config), (_, _, _) -> {
            throw new AssertionError("nobody asks pipeline-service");
        });
    }

    static ProviderSettings settings(Map<String, String> config) {
        Map<String, String> all = new HashMap<>(config);
        all.putIfAbsent("llmspace.chat.patience.first-token", "2s");
        all.putIfAbsent("llmspace.chat.patience.between-tokens", "1s");
        all.putIfAbsent("llmspace.chat.ollama.host", "http://127.0.0.1:1");
        return exactly(all);
    }

    static ProviderSettings exactly(Map<String, String> config) {
        return new SmallRyeConfigBuilder().withConverter(Duration.class, 200, new DurationConverter())
                .withMapping(ProviderSettings.class).withDefaultValues(config).build()
                .getConfigMapping(ProviderSettings.class);
    }

    static ModelCall call(String options, ChatMessage... messages) {
        try {
            return new ModelCall("", List.of(messages),
                    EventCodec.json().readValue(options, GenerationOptions.class), List.of());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static List<ModelEvent> readAll(ModelStream stream) {
        List<ModelEvent> events = new ArrayList<>();
        try (stream) {
            do {
                events.add(stream.next());
            } while (!(events.getLast() instanceof ModelEvent.End));
        }
        return events;
    }

    static ModelEvent.End end(List<ModelEvent> events) {
        return (ModelEvent.End) events.getLast();
    }

    static String text(List<ModelEvent> events) {
        StringBuilder text = new StringBuilder();
        for (ModelEvent event : events) {
            if (event instanceof ModelEvent.Text(String more)) {
                text.append(more);
            }
        }
        return text.toString();
    }
}
