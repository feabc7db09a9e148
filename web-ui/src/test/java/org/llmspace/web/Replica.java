package org.llmspace.web;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.llmspace.local.Launcher;

/// web-ui as it was packaged, natively or not, in a process of its own that can be killed and started again.
final class Replica implements AutoCloseable {

    private static final Duration READY_WITHIN = Duration.ofSeconds(90);

    private final int port;
    private final Map<String, String> environment;
    private final Path log;
    private Process process;

    Replica(String name, Map<String, String> environment) throws IOException, InterruptedException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            this.port = socket.getLocalPort();
        }
        this.environment = environment;
        this.log = Path.of("target", name + ".log");
        start();
    }

    int port() {
        return port;
    }

    String url() {
        return "http://localhost:" + port;
    }

    ProcessHandle process() {
        return process.toHandle();
    }

    /// Starts the process, and returns when it is ready.
    void start() throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command()).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        builder.environment().put("QUARKUS_HTTP_PORT", Integer.toString(port));
        process = builder.start();
        Instant until = Instant.now().plus(READY_WITHIN);
        while (!ready()) {
            if (!process.isAlive() || Instant.now().isAfter(until)) {
                throw new AssertionError("a replica did not start:\n" + Files.readString(log));
            }
            Thread.sleep(100);
        }
    }

    /// As an operator does; what is open is ended in order.
    void stop() {
        process.destroy();
        process.onExit().join();
    }

    /// As `kill -9` does.
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }

    private boolean ready() throws InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url() + "/q/health/ready"))
                    .timeout(Duration.ofSeconds(5)).build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private static List<String> command() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("target"))) {
            var executable = files.filter(file -> file.toString().endsWith("-runner")).findFirst();
            if (executable.isPresent()) {
                return List.of(executable.get().toAbsolutePath().toString(), "-Xmx128m");
            }
        }
        List<String> java = new ArrayList<>();
        java.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        java.addAll(Launcher.SMALL_JVM);
        java.addAll(List.of("-Xmx128m", "-XX:+ExitOnOutOfMemoryError", "-jar",
                "target/quarkus-app/quarkus-run.jar"));
        return java;
    }
}
