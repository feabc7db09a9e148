package org.llmspace.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The recipes of the images: nothing floating, nobody root, no shell form, licences inside.
class ImageTest {

    @ParameterizedTest
    @ValueSource(strings = { "Dockerfile.native", "Dockerfile.jvm" })
    void basesArePinned(String name) throws IOException {
        List<Instruction> from = of(name, "FROM");
        assertThat(from).hasSizeGreaterThanOrEqualTo(3).extracting(Instruction::image)
                .allMatch(image -> image.matches("[a-z0-9.]+/[\\w./-]+(:[\\w.-]+|@sha256:[0-9a-f]{64})"),
                        "a registry and a tag")
                .noneMatch(image -> image.endsWith(":latest"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "Dockerfile.native", "Dockerfile.jvm" })
    void theServiceRunsWithoutRootAndWithoutAShell(String name) throws IOException {
        List<Instruction> last = lastStage(name);
        assertThat(last).extracting(Instruction::word).doesNotContain("RUN", "ADD", "VOLUME").contains("LABEL", "EXPOSE");
        assertThat(last).filteredOn(instruction -> instruction.word().equals("USER"))
                .extracting(Instruction::rest).containsExactly("1001:1001");
        assertThat(last.getLast().word()).isEqualTo("ENTRYPOINT");
        assertThat(last.getLast().rest()).startsWith("[\"");
        assertThat(of(name, "ADD")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "Dockerfile.native", "Dockerfile.jvm" })
    void theImageSaysWhatItIsAndCarriesItsLicences(String name) throws IOException {
        List<Instruction> last = lastStage(name);
        assertThat(last).filteredOn(instruction -> instruction.word().equals("LABEL")).first()
                .extracting(Instruction::rest).asString()
                .contains("image.title=", "image.version=", "image.revision=", "image.licenses=\"Apache-2.0\"",
                        "image.base.name=");
        assertThat(last).anyMatch(
                instruction -> instruction.word().equals("COPY") && instruction.rest().endsWith("/licenses /licenses"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "Dockerfile.native", "Dockerfile.jvm" })
    void onnxRuntimeReportsToNobody(String name) throws IOException {
        assertThat(lastStage(name)).anyMatch(
                instruction -> instruction.word().equals("ENV") && instruction.rest().contains("ORT_DISABLE_TELEMETRY=1"));
    }

    /// A key in the environment of a build, or a file of keys in its context, would stay in a layer.
    @ParameterizedTest
    @ValueSource(strings = { "Dockerfile.native", "Dockerfile.jvm" })
    void noSecretGetsIntoALayer(String name) throws IOException {
        assertThat(instructions(name)).filteredOn(instruction -> List.of("ARG", "ENV").contains(instruction.word()))
                .noneMatch(
                        instruction -> instruction.rest().toUpperCase(Locale.ROOT).matches(".*(KEY|TOKEN|SECRET|PASSWORD).*"));
        List<String> ignored = Files.readAllLines(Tools.deploy().resolveSibling(".dockerignore"));
        assertThat(ignored).contains("*", "**/.env").doesNotContain("!.env");
    }

    /// A module that the context leaves out stops every build of an image at its first line.
    @Test
    void everyModuleIsInTheContext() throws IOException {
        List<String> named = Files.readAllLines(Tools.deploy().resolveSibling(".dockerignore"));
        String pom = Files.readString(Tools.deploy().resolveSibling("pom.xml"));
        List<String> modules = Pattern.compile("<module>([^<]+)</module>").matcher(pom).results()
                .map(module -> "!" + module.group(1)).toList();
        assertThat(modules).hasSizeGreaterThan(5);
        assertThat(named).containsAll(modules);
    }

    /// The cache is refused, and the start slow, if another JVM made it, or one with other rights of its modules.
    @Test
    void theAotCacheIsMadeByTheJvmThatUsesIt() throws IOException {
        List<Instruction> from = of("Dockerfile.jvm", "FROM");
        assertThat(from.getLast().image()).isEqualTo(from.get(from.size() - 2).image());
        String made = of("Dockerfile.jvm", "RUN").getLast().rest();
        String used = lastStage("Dockerfile.jvm").getLast().rest();
        assertThat(made).contains("-XX:AOTCacheOutput=/app/app.aot");
        assertThat(used).contains("-XX:AOTCache=/app/app.aot");
        assertThat(moduleOptions(used)).isNotEmpty().isEqualTo(moduleOptions(made));
    }

    /// An executable that was linked against a newer C library than its base has does not start.
    @Test
    void theExecutableRunsOnTheSystemThatBuiltIt() throws IOException {
        List<Instruction> from = of("Dockerfile.native", "FROM");
        assertThat(List.of(from.get(1).image(), from.getLast().image(),
                element(Files.readString(Tools.deploy().resolveSibling("pom.xml")), "quarkus.jib.base-native-image")))
                .allMatch(image -> image.startsWith("quay.io/quarkus/ubi9-quarkus-"));
    }

    private static List<String> moduleOptions(String command) {
        return Pattern.compile("--[a-z-]+=[\\w-]+").matcher(command).results().map(MatchResult::group)
                .filter(option -> !option.startsWith("--signal")).toList();
    }

    /// Docker refuses to load an image that comes with attestations.
    @Test
    void attestationsAreOnlyForRegistries() throws IOException {
        assertThat(Files.readString(Tools.deploy().resolve("images/docker-bake.hcl")).lines()
                .filter(line -> line.contains("attest ="))).hasSize(1)
                .allMatch(line -> line.endsWith(": kind if REGISTRY != \"\"]"));
    }

    @Test
    void theVersionIsTheProjectsEverywhere() throws IOException {
        String version = projectVersion();
        assertThat(Files.readString(Tools.deploy().resolve("images/docker-bake.hcl")))
                .contains("default = \"%s\"".formatted(version));
        for (String name : List.of("Dockerfile.native", "Dockerfile.jvm")) {
            assertThat(of(name, "ARG")).extracting(Instruction::rest).contains("VERSION=" + version);
        }
        assertThat(Manifests.of("local").workloads()).filteredOn(Manifests.Workload::isService)
                .allMatch(workload -> workload.containers().getFirst().path("image").asText().endsWith(":" + version));
    }

    @Test
    void theBrokerIsTheOneThatTheTestsRunAgainst() throws IOException {
        String tested = element(Files.readString(Tools.deploy().resolveSibling("pom.xml")), "kafka.version");
        assertThat(Manifests.of("local").find("Deployment", "kafka").orElseThrow().findValue("image").asText())
                .isEqualTo("docker.io/apache/kafka:" + tested);
    }

    static String projectVersion() throws IOException {
        return element(Files.readString(Tools.deploy().resolveSibling("pom.xml")), "version").replace("-SNAPSHOT", "");
    }

    private static String element(String xml, String name) {
        int start = xml.indexOf("<" + name + ">") + name.length() + 2;
        return xml.substring(start, xml.indexOf("</" + name + ">", start));
    }

    private static List<Instruction> lastStage(String name) throws IOException {
        List<Instruction> all = instructions(name);
        int from = all.lastIndexOf(of(name, "FROM").getLast());
        return all.subList(from, all.size());
    }

    private static List<Instruction> of(String name, String word) throws IOException {
        return instructions(name).stream().filter(instruction -> instruction.word().equals(word)).toList();
    }

    private static List<Instruction> instructions(String name) throws IOException {
        String text = Files.readString(Tools.deploy().resolve("images").resolve(name)).replace("\\\n", " ");
        List<Instruction> instructions = new ArrayList<>();
        text.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).forEach(line -> {
            String[] parts = line.strip().split("\\s+", 2);
            instructions.add(new Instruction(parts[0], parts[1]));
        });
        return instructions;
    }

    /// One instruction of a Dockerfile.
    private record Instruction(String word, String rest) {

        String image() {
            return rest.replaceAll("^--platform=\\S+\\s+", "").split("\\s+")[0];
        }
    }
}
