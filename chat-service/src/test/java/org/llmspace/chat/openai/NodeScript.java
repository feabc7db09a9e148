package org.llmspace.chat.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Scripts in `src/test/js` that call the HTTP door with clients from npm, which are installed below `target` once.
final class NodeScript {

    private static final Path TARGET = Path.of("target/js");

    private NodeScript() {
    }

    static String run(String script, String... arguments) throws IOException, InterruptedException {
        install();
        List<String> command = new ArrayList<>(List.of("node", script));
        command.addAll(List.of(arguments));
        return execute(command, 60);
    }

    private static void install() throws IOException, InterruptedException {
        Files.createDirectories(TARGET);
        boolean installed = Files.exists(TARGET.resolve("package.json")) && Files.exists(TARGET.resolve("node_modules"))
                && Files.mismatch(Path.of("src/test/js/package.json"), TARGET.resolve("package.json")) < 0;
        try (Stream<Path> files = Files.list(Path.of("src/test/js"))) {
            for (Path file : files.toList()) {
                Files.copy(file, TARGET.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        if (!installed) {
            execute(List.of("npm", "install", "--no-package-lock", "--no-audit", "--no-fund", "--silent"), 300);
        }
    }

    private static String execute(List<String> command, int seconds) throws IOException, InterruptedException {
        Path output = Files.createTempFile("node", ".out");
        Process process = new ProcessBuilder(command).directory(TARGET.toFile()).redirectErrorStream(true)
                .redirectOutput(output.toFile()).start();
        boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
        process.destroyForcibly();
        String printed = Files.readString(output);
        Files.delete(output);
        assertThat(ended).as("%s ends in time; it printed:%n%s", command, printed).isTrue();
        assertThat(process.exitValue()).as("%s printed:%n%s", command, printed).isZero();
        return printed;
    }
}
