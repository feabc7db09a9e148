package org.llmspace.local;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/// The embedded broker as a child of the launcher.
final class BrokerChild implements Child {

    private final Path folder;
    private final int port;
    private final Path log;
    private @Nullable KafkaBroker broker;

    BrokerChild(Path folder, int port, Path log) {
        this.folder = folder;
        this.port = port;
        this.log = log;
    }

    @Override
    public String name() {
        return "kafka";
    }

    @Override
    public Path log() {
        return log;
    }

    @Override
    public synchronized void start() {
        broker = KafkaBroker.start(folder, port, log);
    }

    @Override
    public int awaitExit() throws InterruptedException {
        var running = running();
        return running == null ? 1 : running.awaitExit();
    }

    @Override
    public boolean awaitReady() {
        var running = running();
        return running != null && running.isRunning();
    }

    @Override
    public void stop() {
        var running = running();
        if (running != null) {
            running.stop();
        }
    }

    private synchronized @Nullable KafkaBroker running() {
        return broker;
    }
}
