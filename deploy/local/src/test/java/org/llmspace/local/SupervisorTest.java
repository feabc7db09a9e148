package org.llmspace.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import com.sun.net.httpserver.HttpServer;

@Timeout(value = 3, unit = TimeUnit.MINUTES)
class SupervisorTest {

    @TempDir
    Path folder;

    @Test
    void startsACrashedServiceAgainAndSaysSo() throws Exception {
        var lines = new ByteArrayOutputStream();
        var service = service("answers");
        var supervisor = new Supervisor(new PrintStream(lines, true, StandardCharsets.UTF_8));
        try {
            supervisor.start(List.of(service));
            var crashed = service.handle();
            crashed.destroyForcibly();
            var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (System.nanoTime() < end && !text(lines).contains("starts again in 1 s")) {
                Thread.sleep(50);
            }
            Thread.sleep(1500);
            assertThat(text(lines)).contains("fake ended with code 137 and starts again in 1 s");
            assertThat(service.handle()).isNotEqualTo(crashed).matches(ProcessHandle::isAlive);
        } finally {
            supervisor.stop();
        }
        assertThat(service.handle().isAlive()).isFalse();
    }

    @Test
    void aTerminationSignalToTheLauncherEndsItsChildren() throws Exception {
        var launcher = new ProcessBuilder(java("launches", String.valueOf(freePort()), folder.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (var reader = launcher.inputReader()) {
            assertThat(reader.readLine()).startsWith("fake is ready after");
            var children = launcher.children().toList();
            assertThat(children).hasSize(1);

            launcher.destroy();

            assertThat(launcher.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(children).noneMatch(ProcessHandle::isAlive);
        } finally {
            launcher.destroyForcibly();
        }
    }

    private ServiceChild service(String what) throws IOException {
        return Fake.service(what, freePort(), folder);
    }

    private static String text(ByteArrayOutputStream lines) {
        return lines.toString(StandardCharsets.UTF_8);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static List<String> java(String... arguments) {
        return Jvm.command(Stream.concat(
                Stream.of("-cp", System.getProperty("java.class.path"), Fake.class.getName()),
                Stream.of(arguments)).toList());
    }

    /// Plays a service, or the launcher of one, in a process of its own.
    static final class Fake {

        public static void main(String[] args) throws Exception {
            var port = Integer.parseInt(args[1]);
            switch (args[0]) {
                case "answers" -> answer(port);
                case "launches" -> launch(port, Path.of(args[2]));
                default -> throw new IllegalArgumentException(args[0]);
            }
        }

        private static void answer(int port) throws IOException {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            server.createContext("/q/health/ready", exchange -> {
                exchange.sendResponseHeaders(200, -1);
                exchange.close();
            });
            server.start();
        }

        private static void launch(int port, Path folder) throws InterruptedException {
            var supervisor = new Supervisor(System.out);
            Runtime.getRuntime().addShutdownHook(new Thread(supervisor::stop));
            supervisor.start(List.of(service("answers", port, folder)));
            supervisor.awaitFailure();
        }

        private static ServiceChild service(String what, int port, Path folder) {
            return new ServiceChild(new ServiceChild.Definition("fake", java(what, String.valueOf(port)), Map.of(),
                    port, folder.resolve("fake.log")));
        }
    }
}
