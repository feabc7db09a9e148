package org.llmspace.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Scripts of a module's `src/test/js`, run with clients from npm, which are installed below `target` when `package.json` changed.
public final class NodeScript {

    private static final Path SOURCE = Path.of("src/test/js");
    private static final Path TARGET = Path.of("target/js");
    private static final Path INSTALLED = TARGET.resolve("node_modules/installed.json");

    private NodeScript() {
    }

    /// Runs a script, five minutes at most, and returns what it printed.
    ///
    /// @throws AssertionError with what it printed, if it failed or did not end
    public static synchronized String run(String script, String... arguments) throws IOException, InterruptedException {
        copy();
        install();
        List<String> command = new ArrayList<>(List.of("node", script));
        command.addAll(List.of(arguments));
        return execute(command);
    }

    private static void copy() throws IOException {
        Files.createDirectories(TARGET);
        try (Stream<Path> files = Files.list(SOURCE)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, TARGET.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static void install() throws IOException, InterruptedException {
        Path wanted = TARGET.resolve("package.json");
        if (!Files.exists(INSTALLED) || Files.mismatch(wanted, INSTALLED) >= 0) {
            execute(List.of("npm", "install", "--no-package-lock", "--no-audit", "--no-fund", "--silent"));
            Files.copy(wanted, INSTALLED, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static String execute(List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("node", ".out");
        Process process = new ProcessBuilder(command).directory(TARGET.toFile()).redirectErrorStream(true)
                .redirectOutput(output.toFile()).start();
        boolean ended = process.waitFor(5, TimeUnit.MINUTES);
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        String printed = Files.readString(output);
        Files.delete(output);
        if (!ended || process.exitValue() != 0) {
            throw new AssertionError("%s %s; it printed:%n%s".formatted(command, ended ? "failed" : "did not end", printed));
        }
        return printed;
    }
}
