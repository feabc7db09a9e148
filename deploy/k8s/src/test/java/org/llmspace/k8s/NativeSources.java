package org.llmspace.k8s;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.bootstrap.BootstrapException;
import io.quarkus.bootstrap.app.CuratedApplication;
import io.quarkus.bootstrap.app.QuarkusBootstrap;

/// What `native-image` is given for a service, made by the service's own Quarkus build; that needs no GraalVM.
///
/// @param arguments of `native-image`
/// @param jar of the application, with its registrations below `META-INF/native-image`
/// @param libraries the jars beside it
record NativeSources(List<String> arguments, Path jar, List<Path> libraries) {

    private static final Map<String, NativeSources> MADE = new ConcurrentHashMap<>();
    private static final ObjectMapper JSON = new ObjectMapper();

    static NativeSources of(String service) {
        return MADE.computeIfAbsent(service, NativeSources::make);
    }

    private static NativeSources make(String service) {
        Path project = Tools.deploy().resolveSibling(service);
        if (Files.notExists(project.resolve("target/classes"))) {
            throw new IllegalStateException(service + " is not compiled; run mvn -pl deploy/k8s -am test");
        }
        Path target = Path.of("target", "native", service).toAbsolutePath();
        Properties settings = new Properties();
        settings.putAll(Map.of("quarkus.native.enabled", "true", "quarkus.native.sources-only", "true",
                "quarkus.package.jar.enabled", "false"));
        try (CuratedApplication application = QuarkusBootstrap.builder().setApplicationRoot(project.resolve("target/classes"))
                .setProjectRoot(project).setTargetDirectory(Files.createDirectories(target)).setBaseName(service)
                .setMode(QuarkusBootstrap.Mode.PROD).setLocalProjectDiscovery(true).setOffline(true)
                .setBuildSystemProperties(settings).build().bootstrap()) {
            application.createAugmentor().createProductionApplication();
            return read(target.resolve("native-sources"), service);
        } catch (BootstrapException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static NativeSources read(Path folder, String service) throws IOException {
        List<String> arguments = List.of(Files.readString(folder.resolve("native-image.args")).strip().split("\\s+"));
        try (var libraries = Files.list(folder.resolve("lib"))) {
            return new NativeSources(arguments, folder.resolve(service + "-runner.jar"), libraries.sorted().toList());
        }
    }

    /// A file in the application's jar.
    String file(String name) throws IOException {
        try (JarFile open = new JarFile(jar.toFile())) {
            ZipEntry entry = open.getEntry(name);
            if (entry == null) {
                throw new IllegalArgumentException("%s has no %s".formatted(jar.getFileName(), name));
            }
            return new String(open.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /// Whether a file is in the application's jar or in one of its libraries.
    boolean has(String name) throws IOException {
        for (Path candidate : libraries) {
            try (JarFile open = new JarFile(candidate.toFile())) {
                if (open.getEntry(name) != null) {
                    return true;
                }
            }
        }
        try (JarFile open = new JarFile(jar.toFile())) {
            return open.getEntry(name) != null;
        }
    }

    /// One of the registrations that Quarkus writes: `reflect`, `jni`, `resource`.
    JsonNode registrations(String kind) throws IOException {
        return JSON.readTree(file("META-INF/native-image/%s-config.json".formatted(kind)));
    }
}
