package org.llmspace.pipeline.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.llmspace.pipeline.hub.HubServer.bytes;
import static org.llmspace.pipeline.hub.HubServer.cutAfter;
import static org.llmspace.pipeline.hub.HubServer.gitSha1;
import static org.llmspace.pipeline.hub.HubServer.sends;
import static org.llmspace.pipeline.hub.HubServer.sha256;
import static org.llmspace.pipeline.hub.HubServer.silent;
import static org.llmspace.pipeline.hub.HubServer.status;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llmspace.pipeline.hub.HubException.Reason;

/// Downloads from a Hub with everything that can go wrong, into the cache that others read, too.
class HubTest {

    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    private static final byte[] CONFIG = bytes("{\"model_type\": \"bert\"}");
    private static final byte[] GRAPH = random(300_000);
    private static final List<String> BOTH = List.of("config.json", "onnx/model.onnx");

    @TempDir
    private Path cache;
    private final HubServer server = new HubServer().has("acme/tiny", "main", COMMIT,
            Map.of("config.json", CONFIG, "onnx/model.onnx", GRAPH, "README.md", bytes("hello")));

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theCacheHasTheLayoutThatAllClientsShare() throws IOException {
        fetch("acme/tiny");
        Path folder = cache.resolve("models--acme--tiny");
        assertThat(folder.resolve("refs/main")).hasContent(COMMIT);
        assertThat(folder.resolve("blobs").resolve(gitSha1(CONFIG))).hasBinaryContent(CONFIG);
        assertThat(folder.resolve("blobs").resolve(sha256(GRAPH))).hasBinaryContent(GRAPH);
        Path link = folder.resolve("snapshots").resolve(COMMIT).resolve("onnx/model.onnx");
        assertThat(Files.readSymbolicLink(link)).hasToString("../../../blobs/" + sha256(GRAPH));
        assertThat(Files.readSymbolicLink(folder.resolve("snapshots").resolve(COMMIT).resolve("config.json")))
                .hasToString("../../blobs/" + gitSha1(CONFIG));
        assertThat(cache.resolve(".locks/models--acme--tiny").resolve(sha256(GRAPH) + ".lock")).exists();
        assertThat(folder.resolve("blobs").toFile().list()).hasSize(2);
    }

    @Test
    void aCacheThatAnotherClientWroteIsRead() throws IOException {
        Path folder = cache.resolve("models--acme--tiny");
        Path snapshot = Files.createDirectories(folder.resolve("snapshots").resolve(COMMIT));
        Files.createDirectories(folder.resolve("blobs"));
        Files.write(folder.resolve("blobs").resolve(gitSha1(CONFIG)), CONFIG);
        Files.createSymbolicLink(snapshot.resolve("config.json"), Path.of("../../blobs", gitSha1(CONFIG)));
        Files.createDirectories(folder.resolve("refs"));
        Files.writeString(folder.resolve("refs/main"), COMMIT);
        Hub offline = new Hub(TestHubSettings.offline(cache));
        assertThat(offline.cached(ModelName.parse("acme/tiny"))).contains(snapshot);
        assertThat(offline.cached(ModelName.parse("acme/tiny@" + COMMIT))).contains(snapshot);
        assertThat(offline.cached(ModelName.parse("acme/tiny@v2"))).isEmpty();
        assertThat(offline.cachedNames()).containsExactly("acme/tiny");
        fetch("acme/tiny");
        assertThat(server.count("GET", "config.json")).isZero();
    }

    @Test
    void onlyTheHubSeesTheToken() {
        fetch(new Hub(settings().withToken("hf_secret")), "acme/tiny");
        assertThat(server.seen()).filteredOn(seen -> seen.path().startsWith("/api/") || seen.path().contains("/resolve/"))
                .isNotEmpty().allSatisfy(seen -> assertThat(seen.authorization()).contains("Bearer hf_secret"));
        assertThat(server.seen()).filteredOn(seen -> seen.path().equals("/" + sha256(GRAPH))).hasSize(1)
                .allSatisfy(seen -> assertThat(seen.authorization()).isEmpty());
    }

    @Test
    void aCutDownloadGoesOnWhereItEnded() {
        server.fails("/" + sha256(GRAPH), cutAfter(100_000), status(500), status(503));
        assertThat(graph(fetch("acme/tiny"))).hasBinaryContent(GRAPH);
        assertThat(server.seen()).filteredOn(seen -> seen.path().equals("/" + sha256(GRAPH)) && seen.range().isPresent())
                .isNotEmpty().allSatisfy(seen -> assertThat(seen.range().orElseThrow()).matches("bytes=[1-9]\\d*-"));
    }

    @Test
    void whatAnEarlierProcessLeftIsNotDownloadedAgain() throws IOException {
        Path blobs = Files.createDirectories(cache.resolve("models--acme--tiny/blobs"));
        Files.write(blobs.resolve(sha256(GRAPH) + ".incomplete"), Arrays.copyOf(GRAPH, 200_000));
        assertThat(graph(fetch("acme/tiny"))).hasBinaryContent(GRAPH);
        assertThat(server.seen()).filteredOn(seen -> seen.path().equals("/" + sha256(GRAPH))).singleElement()
                .satisfies(seen -> assertThat(seen.range()).contains("bytes=200000-"));
    }

    @Test
    void whatIsLeftAndWrongIsDownloadedAnew() throws IOException {
        Path blobs = Files.createDirectories(cache.resolve("models--acme--tiny/blobs"));
        Files.write(blobs.resolve(sha256(GRAPH) + ".incomplete"), random(150_000));
        assertThat(graph(fetch("acme/tiny"))).hasBinaryContent(GRAPH);
        Files.delete(blobs.resolve(sha256(GRAPH)));
        Files.write(blobs.resolve(sha256(GRAPH) + ".incomplete"), random(400_000));
        assertThat(graph(fetch("acme/tiny"))).hasBinaryContent(GRAPH);
    }

    @Test
    void whatIsNotWhatWasAnnouncedIsRefused() {
        byte[] other = GRAPH.clone();
        other[GRAPH.length / 2]++;
        server.fails("/" + sha256(GRAPH), sends(other), sends(other), sends(other));
        assertThatThrownBy(() -> fetch("acme/tiny")).isInstanceOfSatisfying(HubException.class,
                e -> assertThat(e.reason()).isEqualTo(Reason.DAMAGED)).hasMessageContaining("announced");
        assertThat(cache.resolve("models--acme--tiny/blobs").toFile().list()).containsExactly(gitSha1(CONFIG));
        assertThat(cache.resolve("models--acme--tiny/refs/main")).doesNotExist();
        server.fails("config.json", sends(bytes("short")));
        assertThat(graph(fetch("acme/tiny"))).hasBinaryContent(GRAPH);
    }

    @Test
    void tooMuchIsRefused() {
        byte[] more = random(GRAPH.length + 5_000_000);
        server.fails("/" + sha256(GRAPH), sends(more), sends(more), sends(more));
        assertThatThrownBy(() -> fetch("acme/tiny")).hasMessageContaining("announced");
    }

    @Test
    void aHubThatFallsSilentIsAskedAgain() {
        server.fails("/" + sha256(GRAPH), silent(3_000));
        Hub hub = new Hub(settings().withSilence(Duration.ofMillis(400)));
        assertThat(graph(fetch(hub, "acme/tiny"))).hasBinaryContent(GRAPH);
    }

    @Test
    void aHubThatListsNoDetailsIsAskedForThem() {
        server.withoutDetails();
        assertThat(graph(fetch("acme/tiny"))).hasBinaryContent(GRAPH);
        assertThat(server.count("HEAD", "onnx/model.onnx")).isOne();
        assertThat(cache.resolve("models--acme--tiny/blobs").resolve(sha256(GRAPH))).exists();
    }

    @Test
    void aMirrorThatOnlyServesFilesWillDo() {
        server.withoutApi();
        assertThat(graph(fetch("acme/tiny"))).hasBinaryContent(GRAPH);
        assertThat(new Hub(settings()).repository(ModelName.parse("acme/tiny")).has("onnx/model_fp16.onnx")).isFalse();
        assertThatThrownBy(() -> fetch("acme/other")).isInstanceOfSatisfying(HubException.class,
                e -> assertThat(e.reason()).isEqualTo(Reason.NOT_FOUND));
    }

    @Test
    void theSameFileIsDownloadedOnceForAll() {
        IntStream.range(0, 8).parallel().forEach(_ -> assertThat(graph(fetch("acme/tiny"))).hasBinaryContent(GRAPH));
        assertThat(server.count("GET", "/" + sha256(GRAPH))).isOne();
    }

    @Test
    void severalProgramsThatShareTheCacheDownloadAFileOnce() throws Exception {
        List<Process> programs = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            programs.add(new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                    System.getProperty("java.class.path"), "-XX:TieredStopAtLevel=1", HubProcess.class.getName(),
                    server.address().toString(), cache.toString(), "acme/tiny", "config.json", "onnx/model.onnx")
                    .redirectError(ProcessBuilder.Redirect.INHERIT).start());
        }
        for (Process program : programs) {
            assertThat(program.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(program.exitValue()).isZero();
            String folder = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            assertThat(Path.of(folder).resolve("onnx/model.onnx")).hasBinaryContent(GRAPH);
        }
        assertThat(server.count("GET", "/" + sha256(GRAPH))).isOne();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            401 | RepoNotFound     | NOT_FOUND    | set HF_TOKEN
            401 | ''               | FORBIDDEN    | set HF_TOKEN
            403 | GatedRepo        | FORBIDDEN    | gated
            403 | ''               | FORBIDDEN    | may not read
            404 | RepoNotFound     | NOT_FOUND    | no model acme/tiny
            404 | RevisionNotFound | NOT_FOUND    | no revision main
            429 | ''               | RATE_LIMITED | try again
            500 | ''               | UNREACHABLE  | status 500
            """)
    void aRefusalSaysHowToGetTheModel(int status, String code, Reason reason, String message) {
        HubServer.Fault fault = code.isEmpty() ? status(status) : status(status, "X-Error-Code", code);
        server.fails("/revision/main", fault, fault, fault);
        assertThatThrownBy(() -> fetch("acme/tiny")).hasMessageContaining(message).isInstanceOfSatisfying(
                HubException.class, e -> assertThat(e.reason()).isEqualTo(reason));
        server.fails("/resolve/" + COMMIT + "/config.json", fault, fault, fault, fault, fault, fault);
        assertThatThrownBy(() -> fetch("acme/tiny")).isInstanceOf(HubException.class);
    }

    @Test
    void aShortWaitThatTheHubAsksForIsWaited() {
        server.fails("/revision/main", status(429, "Retry-After", "1"));
        assertThat(graph(fetch("acme/tiny"))).hasBinaryContent(GRAPH);
    }

    @Test
    void anUnreachableHubIsSaidWithinSeconds() {
        Hub nowhere = new Hub(TestHubSettings.of(URI.create("http://127.0.0.1:1"), cache));
        long start = System.nanoTime();
        assertThatThrownBy(() -> nowhere.repository(ModelName.parse("acme/tiny"))).hasMessageContaining("HF_HUB_OFFLINE")
                .isInstanceOfSatisfying(HubException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNREACHABLE));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void offlineTheHubIsNeverAsked() {
        fetch("acme/tiny");
        int before = server.seen().size();
        Hub offline = new Hub(TestHubSettings.offline(cache));
        assertThat(offline.cached(ModelName.parse("acme/tiny"))).isPresent();
        assertThatThrownBy(() -> offline.repository(ModelName.parse("acme/other"))).hasMessageContaining("HF_HUB_OFFLINE");
        assertThat(server.seen()).hasSize(before);
    }

    @Test
    void pathsThatLeaveTheRepositoryAreNotTaken() {
        server.has("acme/evil", "main", COMMIT, Map.of("../../../escaped.json", CONFIG, "/etc/x.json", CONFIG, "a/../b",
                CONFIG, "config.json", CONFIG));
        Repository evil = new Hub(settings()).repository(ModelName.parse("acme/evil"));
        for (String path : List.of("../../../escaped.json", "/etc/x.json", "a/../b", "a\\b", "C:x", "")) {
            assertThat(evil.has(path)).as(path).isFalse();
            assertThatThrownBy(() -> evil.fetch(List.of(path), new DownloadProgress())).isInstanceOf(HubException.class);
        }
        server.has("acme/evil2", "main", "../../x", Map.of("config.json", CONFIG));
        assertThatThrownBy(() -> fetch("acme/evil2")).isInstanceOfSatisfying(HubException.class,
                e -> assertThat(e.reason()).isEqualTo(Reason.UNREACHABLE));
    }

    @Test
    void aBranchMovesOnAndOldFilesStay() {
        fetch("acme/tiny");
        String next = "f".repeat(40);
        byte[] changed = random(1000);
        server.has("acme/tiny", "main", next, Map.of("config.json", CONFIG, "onnx/model.onnx", changed));
        assertThat(graph(fetch("acme/tiny"))).hasBinaryContent(changed);
        assertThat(graph(new Hub(settings()).cached(ModelName.parse("acme/tiny@" + COMMIT)).orElseThrow()))
                .hasBinaryContent(GRAPH);
        assertThat(server.count("GET", "config.json")).isOne();
    }

    @Test
    void aCacheThatCannotBeWrittenIsSaid() throws IOException {
        Path file = Files.writeString(cache.resolve("file"), "x");
        Hub hub = new Hub(TestHubSettings.of(server.address(), file));
        assertThatThrownBy(() -> fetch(hub, "acme/tiny")).hasMessageContaining("HF_HOME").isInstanceOfSatisfying(
                HubException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CACHE));
    }

    @Test
    void progressCountsAllFiles() {
        DownloadProgress progress = new DownloadProgress();
        new Hub(settings()).repository(ModelName.parse("acme/tiny")).fetch(BOTH, progress);
        assertThat(progress.doneBytes()).isEqualTo(CONFIG.length + GRAPH.length).isEqualTo(progress.totalBytes());
    }

    @Test
    void theTokenIsReadFromTheFileThatTheClientsShare() throws IOException {
        Files.writeString(cache.resolve("token"), "hf_from_file\n");
        HubSettings home = new HomeSettings(server.address(), cache.toString());
        fetch(new Hub(home), "acme/tiny");
        assertThat(server.seen().getFirst().authorization()).contains("Bearer hf_from_file");
        assertThat(cache.resolve("hub/models--acme--tiny/refs/main")).exists();
    }

    private Path fetch(String name) {
        return fetch(new Hub(settings()), name);
    }

    private static Path fetch(Hub hub, String name) {
        Repository repository = hub.repository(ModelName.parse(name));
        repository.fetch(BOTH, new DownloadProgress());
        return repository.published();
    }

    private TestHubSettings settings() {
        return TestHubSettings.of(server.address(), cache);
    }

    private static Path graph(Path snapshot) {
        return snapshot.resolve("onnx/model.onnx");
    }

    private static byte[] random(int size) {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        return content;
    }

    private record HomeSettings(URI address, String folder) implements HubSettings {

        @Override
        public Optional<URI> endpoint() {
            return Optional.of(address);
        }

        @Override
        public Optional<String> home() {
            return Optional.of(folder);
        }

        @Override
        public Optional<String> cache() {
            return Optional.empty();
        }

        @Override
        public Optional<Boolean> offline() {
            return Optional.empty();
        }

        @Override
        public Optional<String> token() {
            return Optional.empty();
        }

        @Override
        public Optional<String> tokenFile() {
            return Optional.empty();
        }

        @Override
        public Duration connectTimeout() {
            return Duration.ofSeconds(2);
        }

        @Override
        public Duration silence() {
            return Duration.ofSeconds(5);
        }
    }
}
