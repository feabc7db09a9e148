package org.llmspace.chat;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import javax.sql.DataSource;

import org.awaitility.Awaitility;
import org.postgresql.ds.PGSimpleDataSource;

/// A real PostgreSQL server of the distribution's packages, on the loopback interface and in a folder that goes with it. It
/// refuses to run as root, so root's tests run it as nobody.
public final class PostgresServer implements AutoCloseable {

    private static final String NOBODY = "65534";

    private final Path folder;
    private final int port;
    private final Process process;

    private PostgresServer(Path folder, int port, Process process) {
        this.folder = folder;
        this.port = port;
        this.process = process;
    }

    /// Where the server's programs are; empty if it is not installed.
    public static Optional<Path> programs() {
        Stream<Path> onPath = Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":")).map(Path::of);
        Stream<Path> packaged = Stream.empty();
        if (Files.isDirectory(Path.of("/usr/lib/postgresql"))) {
            try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
                packaged = versions.sorted(Comparator.reverseOrder()).map(version -> version.resolve("bin")).toList().stream();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return Stream.concat(onPath, packaged).filter(bin -> Files.isExecutable(bin.resolve("initdb"))
                && Files.isExecutable(bin.resolve("postgres"))).findFirst();
    }

    /// The server, or a reason to skip the tests that need it.
    public static PostgresServer startOrSkip() throws IOException, InterruptedException {
        Optional<Path> programs = programs();
        assumeTrue(programs.isPresent(), "PostgreSQL is not installed; apt-get install postgresql");
        return start(programs.orElseThrow());
    }

    public static PostgresServer start(Path bin) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("postgres");
        if (root()) {
            Files.setOwner(folder, folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
        }
        run(bin.resolve("initdb").toString(), "-D", folder.resolve("data").toString(), "-U", "tests", "-A", "trust", "-E",
                "UTF8",
                "--locale=C", "--no-sync").onExit().join();
        int port = freePort();
        Process process = run(bin.resolve("postgres").toString(), "-D", folder.resolve("data").toString(), "-p",
                Integer.toString(port), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c",
                "fsync=off");
        var server = new PostgresServer(folder, port, process);
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(server::answers);
        return server;
    }

    public String url() {
        return "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(port);
    }

    public DataSource dataSource() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url());
        source.setUser("tests");
        return source;
    }

    /// Whether an extension is installed that a database can be given.
    public boolean offers(String extension) {
        try (Connection connection = dataSource().getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "select 1 from pg_available_extensions where name = ?")) {
            select.setString(1, extension);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean answers() {
        try (Connection connection = dataSource().getConnection()) {
            return connection.isValid(1);
        } catch (SQLException e) {
            return false;
        }
    }

    private static Process run(String... command) throws IOException {
        List<String> whole = new ArrayList<>();
        if (root()) {
            whole.addAll(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
        }
        whole.addAll(List.of(command));
        return new ProcessBuilder(whole).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    }

    private static boolean root() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
