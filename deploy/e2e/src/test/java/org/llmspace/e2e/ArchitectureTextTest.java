package org.llmspace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/// The pages that explain the house name types that exist.
class ArchitectureTextTest {

    private static final Pattern TYPE = Pattern.compile("`([A-Z][a-z]+(?:[A-Z][a-z]+)+)`");
    private static final Pattern DECLARED = Pattern.compile("(?:class|record|interface|enum) ([A-Z]\\w+)");

    @Test
    void every_type_that_is_named_exists() throws IOException {
        Set<String> declared = declared();
        for (String page : Set.of("ARCHITECTURE.md", "CONTRIBUTING.md")) {
            Set<String> named = matches(TYPE, Files.readString(Space.ROOT.resolve(page)));
            assertThat(named).as(page).hasSizeGreaterThan(5).isSubsetOf(declared);
        }
    }

    private static Set<String> declared() throws IOException {
        try (Stream<Path> files = Files.walk(Space.ROOT)) {
            return files.filter(file -> file.toString().endsWith(".java") && !file.toString().contains("/target/"))
                    .flatMap(file -> matches(DECLARED, read(file)).stream()).collect(Collectors.toSet());
        }
    }

    private static Set<String> matches(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(found -> found.group(1)).collect(Collectors.toSet());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
