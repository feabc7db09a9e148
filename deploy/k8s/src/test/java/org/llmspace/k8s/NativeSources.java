package org.llmspace.k8s;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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

    /// The names in the registrations of one kind, `reflect` or `jni`, of the application and of its libraries.
    Set<String> registered(String kind) throws IOException {
        Set<String> names = new TreeSet<>();
        for (JsonNode registrations : configurations(kind)) {
            registrations.forEach(entry -> names.add(entry.path("name").asText()));
        }
        return names;
    }

    /// The files whose names match, and that the executable would carry.
    Set<String> embedded(String names) throws IOException {
        List<Pattern> patterns = included("");
        Set<String> embedded = new TreeSet<>();
        for (Path candidate : jars()) {
            try (JarFile open = new JarFile(candidate.toFile())) {
                open.stream().map(ZipEntry::getName).filter(name -> name.matches(names))
                        .filter(name -> patterns.stream().anyMatch(pattern -> pattern.matcher(name).matches()))
                        .forEach(embedded::add);
            }
        }
        return embedded;
    }

    /// The files of the JDK's own module that the executable would carry, besides those that native-image takes by itself.
    Set<String> embeddedOfTheJdk() throws IOException {
        List<Pattern> patterns = included("java.base:");
        Path module = Path.of(URI.create("jrt:/java.base"));
        try (Stream<Path> files = Files.walk(module)) {
            return files.map(file -> module.relativize(file).toString())
                    .filter(name -> patterns.stream().anyMatch(pattern -> pattern.matcher(name).matches()))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /// Patterns of files to carry; those for a module begin with its name.
    private List<Pattern> included(String module) throws IOException {
        List<Pattern> patterns = new ArrayList<>();
        for (JsonNode configuration : configurations("resource")) {
            configuration.at("/resources/includes").valueStream().map(include -> include.path("pattern").asText())
                    .filter(pattern -> pattern.startsWith(module))
                    .forEach(pattern -> patterns.add(Pattern.compile(pattern.substring(module.length()))));
        }
        return patterns;
    }

    /// A file in one of the jars.
    byte[] content(String name) throws IOException {
        for (Path candidate : jars()) {
            try (JarFile open = new JarFile(candidate.toFile())) {
                ZipEntry entry = open.getEntry(name);
                if (entry != null) {
                    return open.getInputStream(entry).readAllBytes();
                }
            }
        }
        throw new IllegalArgumentException("no jar has " + name);
    }

    /// Without those that the arguments exclude: `--exclude-config jar resource`, both patterns.
    private List<JsonNode> configurations(String kind) throws IOException {
        List<JsonNode> found = new ArrayList<>();
        for (Path candidate : jars()) {
            try (JarFile open = new JarFile(candidate.toFile())) {
                for (ZipEntry entry : open.stream().filter(file -> isConfiguration(file.getName(), kind)).toList()) {
                    if (!isExcluded(candidate, "/" + entry.getName())) {
                        found.add(JSON.readTree(open.getInputStream(entry)));
                    }
                }
            }
        }
        return found;
    }

    private static boolean isConfiguration(String file, String kind) {
        return file.startsWith("META-INF/native-image/") && file.endsWith("/" + kind + "-config.json");
    }

    private boolean isExcluded(Path candidate, String file) {
        return IntStream.range(0, arguments.size() - 2).filter(i -> arguments.get(i).equals("--exclude-config"))
                .anyMatch(i -> Pattern.compile(arguments.get(i + 1)).matcher(candidate.toString()).find()
                        && Pattern.compile(arguments.get(i + 2)).matcher(file).find());
    }

    private List<Path> jars() {
        return Stream.concat(Stream.of(jar), libraries.stream()).toList();
    }
}
