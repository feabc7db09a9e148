package org.llmspace.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/// One service as a child of the launcher, ready when its health page says so.
final class ServiceChild implements Child {

    private static final Duration READY_LIMIT = Duration.ofMinutes(2);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
    private static final HttpClient HTTP = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    /// What to run, with which variables, and where it answers.
    record Definition(String name, List<String> command, Map<String, String> variables, int port, Path log) {
        Definition {
            command = List.copyOf(command);
            variables = Map.copyOf(variables);
        }
    }

    private final Definition definition;
    private @Nullable Process process;

    ServiceChild(Definition definition) {
        this.definition = definition;
    }

    @Override
    public String name() {
        return definition.name();
    }

    @Override
    public Path log() {
        return definition.log();
    }

    @Override
    public synchronized void start() {
        var builder = new ProcessBuilder(definition.command())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(definition.log().toFile()));
        builder.environment().putAll(definition.variables());
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new IllegalStateException("Cannot start " + name(), e);
        }
    }

    @Override
    public int awaitExit() throws InterruptedException {
        return running().waitFor();
    }

    @Override
    public boolean awaitReady() throws InterruptedException {
        var end = System.nanoTime() + READY_LIMIT.toNanos();
        while (System.nanoTime() < end && running().isAlive()) {
            if (answers()) {
                return true;
            }
            Thread.sleep(100);
        }
        return false;
    }

    private boolean answers() throws InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + definition.port() + "/q/health/ready"))
                .timeout(Duration.ofSeconds(5)).build();
        try {
            return HTTP.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void stop() {
        Process running;
        synchronized (this) {
            if (process == null) {
                return;
            }
            running = process;
        }
        running.destroy();
        try {
            if (running.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        running.destroyForcibly().onExit().join();
    }

    ProcessHandle handle() {
        return running().toHandle();
    }

    private synchronized Process running() {
        if (process == null) {
            throw new IllegalStateException(name() + " was not started");
        }
        return process;
    }
}
