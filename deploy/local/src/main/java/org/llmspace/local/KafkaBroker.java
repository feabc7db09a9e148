package org.llmspace.local;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// A real Kafka broker on the loopback interface, in a JVM of its own that ends with this one; its data outlives it.
public final class KafkaBroker implements AutoCloseable {

    private static final String SHARED_PROPERTY = "llmspace.local.shared-broker";
    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final int PORT_TRIES = 3;

    private final Path dataDir;
    private final Path log;
    private final int port;
    private Process process;

    private KafkaBroker(Path dataDir, Path log, int port, Process process) {
        this.dataDir = dataDir;
        this.log = log;
        this.port = port;
        this.process = process;
    }

    /// Starts a broker that keeps its data and its log, `broker.log`, in `dataDir`; port 0 means any free one.
    public static KafkaBroker start(Path dataDir, int port) {
        return start(dataDir, port, dataDir.resolve("broker.log"));
    }

    /// Starts a broker that answers when this method returns.
    public static KafkaBroker start(Path dataDir, int port, Path log) {
        var folder = dataDir.toAbsolutePath();
        // Another process may take a free port before the broker does, so a port that nobody asked for is tried anew.
        for (int tries = 1;; tries++) {
            var chosen = port == 0 ? freePort() : port;
            try {
                return new KafkaBroker(folder, log, chosen, launch(folder, chosen, log));
            } catch (IllegalStateException e) {
                if (port != 0 || tries == PORT_TRIES) {
                    throw e;
                }
            }
        }
    }

    /// The bootstrap servers of one broker for all tests of this JVM, whichever class loaders they run in.
    public static String shared() {
        synchronized (System.getProperties()) {
            var running = System.getProperty(SHARED_PROPERTY);
            return running != null ? running : startShared();
        }
    }

    private static String startShared() {
        try {
            var folder = Files.createTempDirectory("llmspace-kafka-");
            var broker = start(folder, 0);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                broker.kill();
                deleteTree(folder);
            }));
            System.setProperty(SHARED_PROPERTY, broker.bootstrapServers());
            return broker.bootstrapServers();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What clients put into `bootstrap.servers`; stays the same over restarts.
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /// The process id of the broker's JVM.
    public long pid() {
        return process.pid();
    }

    /// Whether the broker's JVM runs.
    public boolean isRunning() {
        return process.isAlive();
    }

    /// Stops the broker as an operator would, so that the next start has nothing to recover.
    public void stop() {
        try {
            process.getOutputStream().close();
            if (process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (IOException e) {
            // The pipe is gone because the process is.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        kill();
    }

    /// Ends the broker at once, as `kill -9` does.
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /// Starts a stopped or killed broker again: same port, same data. A running one is stopped first.
    public void restart() {
        stop();
        process = launch(dataDir, port, log);
    }

    /// Waits until the broker's process ends, for whatever reason, and returns its exit code.
    public int awaitExit() throws InterruptedException {
        return process.waitFor();
    }

    @Override
    public void close() {
        stop();
    }

    private static Process launch(Path dataDir, int port, Path log) {
        try {
            Files.createDirectories(dataDir);
            Files.createDirectories(log.toAbsolutePath().getParent());
            var process = new ProcessBuilder(command(dataDir, port))
                    .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            if (!answersInTime(process)) {
                process.destroyForcibly().onExit().join();
                throw new IllegalStateException("The Kafka broker did not start; see " + log);
            }
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start the Kafka broker: " + e.getMessage(), e);
        }
    }

    private static List<String> command(Path dataDir, int port) {
        return Jvm.command(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError",
                "--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED",
                "-Djava.util.logging.SimpleFormatter.format=%1$tFT%1$tT.%1$tL %4$s %3$s %5$s%6$s%n",
                "-Dlog4j2.loggerContextFactory=org.apache.logging.log4j.simple.SimpleLoggerContextFactory",
                "-cp", BrokerClassPath.find(), "org.llmspace.local.BrokerMain",
                dataDir.toString(), String.valueOf(port), String.valueOf(freePort())));
    }

    private static boolean answersInTime(Process process) {
        var answer = CompletableFuture.supplyAsync(
                () -> process.inputReader().lines().anyMatch(BrokerMain.READY::equals), Thread::startVirtualThread);
        return answer.completeOnTimeout(false, START_LIMIT.toMillis(), TimeUnit.MILLISECONDS).join();
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void deleteTree(Path folder) {
        try (var paths = Files.walk(folder)) {
            paths.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
