package org.llmspace.pipeline;

import java.util.Map;

import org.llmspace.local.KafkaBroker;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/// One real broker for all tests of this JVM.
public final class SharedBroker implements QuarkusTestResourceLifecycleManager {

    @Override
    public Map<String, String> start() {
        return Map.of("kafka.bootstrap.servers", KafkaBroker.shared());
    }

    @Override
    public void stop() {
        // the broker ends with the JVM
    }
}
