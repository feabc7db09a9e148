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

    private static final Path CLIENTS = Path.of("src/test/js");

    private NodeScript() {
    }

    /// Runs a script, five minutes at most, and returns what it printed.
    ///
    /// @throws AssertionError with what it printed, if it failed or did not end
    public static synchronized String run(String script, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("node", script));
        command.addAll(List.of(arguments));
        return execute(installed(CLIENTS), command);
    }

    /// A copy below `target` of a folder of scripts, with the packages that its `package.json` wants.
    public static synchronized Path installed(Path scripts) throws IOException, InterruptedException {
        Path target = Path.of("target", String.valueOf(scripts.getFileName()));
        copy(scripts, target);
        install(target);
        return target;
    }

    private static void copy(Path source, Path target) throws IOException {
        Files.createDirectories(target);
        try (Stream<Path> files = Files.list(source)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, target.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static void install(Path target) throws IOException, InterruptedException {
        Path wanted = target.resolve("package.json");
        Path installed = target.resolve("node_modules/installed.json");
        if (!Files.exists(installed) || Files.mismatch(wanted, installed) >= 0) {
            execute(target, List.of("npm", "install", "--no-package-lock", "--no-audit", "--no-fund", "--silent"));
            Files.copy(wanted, installed, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static String execute(Path folder, List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("node", ".out");
        Process process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
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
