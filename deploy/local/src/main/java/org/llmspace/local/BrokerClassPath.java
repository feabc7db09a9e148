package org.llmspace.local;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// Finds the jars of the broker, which no other process has on its class path.
final class BrokerClassPath {

    /// Overrides the search: the folder of the module `deploy/local`.
    static final String HOME_PROPERTY = "llmspace.local.home";

    private BrokerClassPath() {
    }

    static String find() {
        var home = home();
        return ownClasses(home) + File.pathSeparator + home.resolve("target/lib") + File.separator + "*";
    }

    private static Path home() {
        var given = System.getProperty(HOME_PROPERTY);
        if (given != null) {
            return Path.of(given);
        }
        return Stream.concat(codeSource().stream(), Stream.of(Path.of("").toAbsolutePath()))
                .flatMap(start -> Stream.iterate(start, folder -> folder != null, Path::getParent))
                .map(folder -> folder.resolve("deploy/local"))
                .filter(folder -> Files.isDirectory(folder.resolve("target/lib")))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "deploy/local/target/lib is missing: build the module deploy/local, or set -D" + HOME_PROPERTY));
    }

    /// The jar when this runs from a jar, else the compiled classes, which a running test may be ahead of the jar with.
    private static Path ownClasses(Path home) {
        return codeSource().filter(Files::isRegularFile).orElse(home.resolve("target/classes"));
    }

    private static Optional<Path> codeSource() {
        try {
            var source = BrokerClassPath.class.getProtectionDomain().getCodeSource();
            return source == null || source.getLocation() == null ? Optional.empty()
                    : Optional.of(Path.of(source.getLocation().toURI()));
        } catch (URISyntaxException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
