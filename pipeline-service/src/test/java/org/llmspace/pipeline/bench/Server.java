package org.llmspace.pipeline.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.llmspace.local.KafkaBroker;
import org.llmspace.local.Launcher;
import org.llmspace.local.ServiceMain;
import org.llmspace.testing.NodeScript;

/// One of the two sides: pipeline-service as it is packaged, or transformers.js behind an HTTP server of Node. Both end with
/// this process, whatever ends it.
final class Server implements AutoCloseable {

    private static final int START_SECONDS = 90;

    private final Process process;
    private int port;

    private Server(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /// The service with a broker, each run of a model on one thread, as many at once as there are processors.
    static Server ours(Path models) throws Exception {
        int port = freePort();
        String launcher = Path.of(ServiceMain.class.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(Launcher.SMALL_JVM);
        command.addAll(List.of("-Xmx1500m", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
                "-cp", launcher + ":target/quarkus-app/quarkus-run.jar", ServiceMain.class.getName(),
                "io.quarkus.bootstrap.runner.QuarkusEntryPoint"));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(Map.of("KAFKA_BOOTSTRAP_SERVERS", KafkaBroker.shared(), "LLMSPACE_CREATE_TOPICS",
                "true", "QUARKUS_HTTP_PORT", Integer.toString(port), "LLMSPACE_MODELS_FOLDER", models.toString(),
                "HF_HUB_OFFLINE", "1"));
        Server server = new Server(builder.redirectErrorStream(true)
                .redirectOutput(Path.of("target/bench-service.log").toFile()).start(), port);
        server.await(server::isReady);
        return server;
    }

    /// @param threads of each run; Node runs one at a time
    static Server peer(Path models, int threads) throws Exception {
        Path folder = NodeScript.installed(Path.of("src/test/peer"));
        Path log = Path.of("target/bench-peer-%d.log".formatted(threads)).toAbsolutePath();
        Process process = new ProcessBuilder("node", "peer.mjs", models.toString(), Integer.toString(threads))
                .directory(folder.toFile()).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        Server server = new Server(process, 0);
        server.await(() -> Files.readString(log).matches("\\d+\\n"));
        server.port = Integer.parseInt(Files.readString(log).strip());
        return server;
    }

    Connection connect() throws IOException {
        return new Connection(port);
    }

    long residentMegabytes() throws IOException {
        String status = Files.readString(Path.of("/proc/%d/status".formatted(process.pid())));
        return Long.parseLong(status.replaceAll("(?s).*VmRSS:\\s+(\\d+) kB.*", "$1")) / 1024;
    }

    private interface Check {
        boolean holds() throws IOException, InterruptedException;
    }

    private void await(Check ready) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!ready.holds()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                close();
                throw new TimeoutException("a server did not start; see target/bench-*.log");
            }
            Thread.sleep(50);
        }
    }

    private boolean isReady() throws InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/q/health/ready".formatted(port)))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (process.waitFor(20, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }
}
