package org.llmspace.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.tngtech.archunit.core.importer.ClassFileImporter;

/// What a native executable would lack is found here, in the arguments and registrations that native-image would get.
class NativeSourcesTest {

    private static final Pattern ONNX_CLASS = Pattern.compile("(?<![L\\w])(ai/onnxruntime/\\w+)");

    @ParameterizedTest
    @ValueSource(strings = { "web-ui", "chat-service", "pipeline-service" })
    void theExecutableRunsAnywhereAndSpeaksTls(String service) {
        assertThat(NativeSources.of(service).arguments())
                .contains("--no-fallback", "-march=compatibility", "--enable-native-access=ALL-UNNAMED")
                .anyMatch(argument -> argument.startsWith("--enable-url-protocols=") && argument.contains("https"))
                .noneMatch(argument -> argument.contains("allow-incomplete-classpath") || argument.equals("-march=native"));
    }

    /// Jackson reaches every record of the contract by reflection.
    @ParameterizedTest
    @ValueSource(strings = { "web-ui", "chat-service", "pipeline-service" })
    void everyRecordThatGoesOverKafkaIsRegistered(String service) throws IOException {
        assertThat(NativeSources.of(service).registered("reflect")).containsAll(contractClasses());
    }

    @ParameterizedTest
    @ValueSource(strings = { "web-ui", "chat-service", "pipeline-service" })
    void nativeLibrariesAreThoseOfOnePlatform(String service) throws IOException {
        assertThat(NativeSources.of(service).embedded("(?i).*[.](so|dylib|dll|jnilib)"))
                .allMatch(library -> library.matches("(?i).*linux[-_/](x64|x86_64|amd64).*"), "for Linux on x86-64");
    }

    /// Constants are made when an executable is built: a name or a time in one would be that of every replica.
    @ParameterizedTest
    @ValueSource(strings = { "contracts", "web-ui", "chat-service", "pipeline-service" })
    void constantsHoldNothingThatOnlyARunningServiceKnows(String module) {
        assertThat(new ClassFileImporter().importPath(Tools.deploy().resolveSibling(module).resolve("target/classes")))
                .isNotEmpty().flatMap(type -> type.getStaticInitializer().stream().toList())
                .flatMap(initializer -> initializer.getCallsFromSelf())
                .extracting(call -> call.getTargetOwner().getSimpleName() + "." + call.getName())
                .doesNotContain("UUID.randomUUID", "Instant.now", "System.getenv", "System.getProperty", "System.nanoTime",
                        "System.currentTimeMillis", "Runtime.availableProcessors", "ProcessHandle.current",
                        "SecureRandom.<init>", "Random.<init>", "InetAddress.getLocalHost");
    }

    /// What the JDK reads from files of its own when it is first asked for it.
    @ParameterizedTest
    @ValueSource(strings = { "web-ui", "chat-service", "pipeline-service" })
    void theJdksTablesForTextAreThereForWhoeverAsksThem(String service) throws IOException {
        Set<String> called = new ClassFileImporter()
                .importPath(Tools.deploy().resolveSibling(service).resolve("target/classes"))
                .stream().flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .map(dependency -> dependency.getTargetClass().getName()).collect(Collectors.toSet());
        Set<String> embedded = NativeSources.of(service).embeddedOfTheJdk();
        if (called.contains("java.text.Normalizer")) {
            assertThat(embedded).anyMatch(file -> file.endsWith("/nfc.nrm")).anyMatch(file -> file.endsWith("/nfkc.nrm"));
        }
        if (called.contains("java.text.BreakIterator")) {
            assertThat(embedded).contains("sun/text/resources/SentenceBreakIteratorData");
        }
    }

    @Test
    void theGuideIsInTheChatService() throws IOException {
        assertThat(NativeSources.of("chat-service").embedded("guide/.+")).containsAll(resources("chat-service", "guide"));
    }

    @Test
    void pagesAreInTheSpace() throws IOException {
        assertThat(NativeSources.of("web-ui").embedded("(templates|META-INF/resources)/.+"))
                .containsAll(resources("web-ui", "templates")).containsAll(resources("web-ui", "META-INF/resources"));
    }

    @Test
    void modelsAndTheirRuntimeAreInThePipelineService() throws IOException {
        NativeSources sources = NativeSources.of("pipeline-service");
        assertThat(sources.embedded("models/.+")).containsAll(resources("pipeline-service", "models"));
        assertThat(sources.embedded("all-minilm.+")).contains("all-minilm-l6-v2-q.onnx", "all-minilm-l6-v2-q-tokenizer.json");
        assertThat(sources.embedded("ai/onnxruntime/.+[.]so")).containsExactlyInAnyOrder(
                "ai/onnxruntime/native/linux-x64/libonnxruntime.so", "ai/onnxruntime/native/linux-x64/libonnxruntime4j_jni.so");
        assertThat(sources.arguments()).contains("--initialize-at-run-time=ai.onnxruntime");
    }

    /// The native half of ONNX Runtime for Java makes objects of these classes; their names are in its library, beside the
    /// signatures of methods, which have an L before the name.
    @Test
    void everyClassThatOnnxRuntimeLooksUpIsRegistered() throws IOException {
        NativeSources sources = NativeSources.of("pipeline-service");
        String library = new String(sources.content("ai/onnxruntime/native/linux-x64/libonnxruntime4j_jni.so"),
                StandardCharsets.ISO_8859_1);
        Set<String> lookedUp = ONNX_CLASS.matcher(library).results().map(match -> match.group(1).replace('/', '.'))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(lookedUp).contains("ai.onnxruntime.OnnxTensor", "ai.onnxruntime.OrtException");
        assertThat(sources.registered("jni")).containsAll(lookedUp);
    }

    /// The records that go over Kafka.
    private static Set<String> contractClasses() throws IOException {
        Path classes = Tools.deploy().resolveSibling("contracts/target/classes");
        Set<String> names = new TreeSet<>();
        for (String folder : List.of("chat", "pipeline")) {
            try (Stream<Path> files = Files.walk(classes.resolve("org/llmspace/contracts").resolve(folder))) {
                files.map(file -> classes.relativize(file).toString())
                        .filter(file -> file.endsWith(".class") && !file.endsWith("package-info.class"))
                        .map(file -> file.replace(".class", "").replace('/', '.')).filter(NativeSourcesTest::isRecord)
                        .forEach(names::add);
            }
        }
        assertThat(names).hasSizeGreaterThan(30);
        return names;
    }

    private static boolean isRecord(String name) {
        try {
            return Class.forName(name, false, NativeSourcesTest.class.getClassLoader()).isRecord();
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> resources(String service, String folder) throws IOException {
        Path root = Tools.deploy().resolveSibling(service).resolve("src/main/resources");
        try (Stream<Path> files = Files.walk(root.resolve(folder))) {
            return files.filter(Files::isRegularFile).map(file -> root.relativize(file).toString()).toList();
        }
    }
}
