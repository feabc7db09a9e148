package org.llmspace.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;

import org.llmspace.local.KafkaBroker;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/// A broker that no other test uses, so that it may be killed; two seconds later it comes back.
public final class OwnBroker implements QuarkusTestResourceLifecycleManager {

    /// The setting that tells its process id.
    static final String PID = "test.broker.pid";

    private KafkaBroker broker;
    private Workers workers;
    private volatile boolean stopped;

    @Override
    public Map<String, String> start() {
        try {
            broker = KafkaBroker.start(Files.createTempDirectory("llmspace-kafka-"), 0);
            RealBroker.createTopics(broker.bootstrapServers());
            workers = new Workers(broker.bootstrapServers());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Map<String, String> config = new HashMap<>(RealBroker.config(broker.bootstrapServers()));
        config.put(PID, Long.toString(broker.pid()));
        Thread.ofVirtual().start(this::bringBack);
        return config;
    }

    private void bringBack() {
        try {
            while (!stopped) {
                if (!broker.isRunning()) {
                    Thread.sleep(2_000);
                    broker.restart();
                }
                Thread.sleep(50);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void stop() {
        stopped = true;
        workers.close();
        broker.kill();
    }
}
