package org.llmspace.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A running Space with ports and data of its own, started by the launcher as `./space run` does.
final class Space implements AutoCloseable {

    static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

    private static final Duration READY = Duration.ofSeconds(120);
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Process launcher;
    private final Path home;
    private final Map<String, Integer> ports;

    private Space(Process launcher, Path home, Map<String, Integer> ports) {
        this.launcher = launcher;
        this.home = home;
        this.ports = ports;
    }

    /// Starts a Space and waits until it says that it is ready.
    ///
    /// @param environment what the user has set besides, for instance a provider's key
    static Space start(Path home, Map<String, String> environment) throws IOException, InterruptedException {
        Map<String, Integer> ports = Map.of("WEB", freePort(), "CHAT", freePort(), "PIPELINE", freePort(), "KAFKA",
                freePort());
        Files.createDirectories(home);
        Path output = home.resolve("launcher.out");
        ProcessBuilder builder = new ProcessBuilder(command()).directory(ROOT.toFile()).redirectErrorStream(true)
                .redirectOutput(output.toFile());
        Map<String, String> variables = new HashMap<>(environment);
        variables.put("LLMSPACE_HOME", home.toString());
        variables.put("HF_HUB_OFFLINE", "1"); // no test depends on what is out there
        ports.forEach((name, port) -> variables.put("LLMSPACE_" + name + "_PORT", port.toString()));
        builder.environment().putAll(variables);
        Space space = new Space(builder.start(), home, ports);
        space.awaitUrl(output);
        return space;
    }

    URI web() {
        return url("WEB");
    }

    URI chat() {
        return url("CHAT");
    }

    URI pipeline() {
        return url("PIPELINE");
    }

    Map<String, Object> kafka() {
        return Map.of("bootstrap.servers", "localhost:" + ports.get("KAFKA"));
    }

    /// What a service has logged so far.
    String log(String service) throws IOException {
        return Files.readString(home.resolve("logs").resolve(service + ".log"));
    }

    /// The process of a service, to kill or to measure.
    ProcessHandle service(String name) {
        return launcher.descendants().filter(child -> commandLine(child).contains("/" + name + "/")).findFirst()
                .orElseThrow(() -> new AssertionError("no process of " + name));
    }

    HttpResponse<String> get(URI uri, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30));
        return HTTP.send((headers.length == 0 ? request : request.headers(headers)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> post(URI uri, String type, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(60))
                .header("content-type", type).POST(HttpRequest.BodyPublishers.ofString(body));
        return HTTP.send((headers.length == 0 ? request : request.headers(headers)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /// A stream of server-sent events, open until the caller closes it.
    InputStream stream(HttpRequest request) throws IOException, InterruptedException {
        return HTTP.send(request, HttpResponse.BodyHandlers.ofInputStream()).body();
    }

    /// Stops the Space as Ctrl-C does.
    @Override
    public void close() throws InterruptedException {
        List<ProcessHandle> children = launcher.descendants().toList();
        launcher.destroy();
        if (!launcher.waitFor(40, TimeUnit.SECONDS)) {
            launcher.destroyForcibly();
            throw new AssertionError("the launcher did not stop");
        }
        if (children.stream().anyMatch(ProcessHandle::isAlive)) {
            children.forEach(ProcessHandle::destroyForcibly);
            throw new AssertionError("the launcher left processes behind");
        }
    }

    private void awaitUrl(Path output) throws IOException, InterruptedException {
        long giveUp = System.nanoTime() + READY.toNanos();
        String url = "http://localhost:" + ports.get("WEB");
        while (System.nanoTime() < giveUp && launcher.isAlive()) {
            if (Files.readString(output).contains(url)) {
                return;
            }
            Thread.sleep(100);
        }
        launcher.destroy();
        throw new AssertionError("the Space did not start:\n" + Files.readString(output));
    }

    private URI url(String service) {
        return URI.create("http://localhost:" + ports.get(service));
    }

    private static List<String> command() {
        Path local = ROOT.resolve("deploy/local/target");
        return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx64m", "-cp",
                local.resolve("classes").toString(), "org.llmspace.local.Launcher", ROOT.toString());
    }

    private static String commandLine(ProcessHandle process) {
        return process.info().commandLine().orElse("");
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
