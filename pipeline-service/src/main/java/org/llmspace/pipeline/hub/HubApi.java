package org.llmspace.pipeline.hub;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.llmspace.pipeline.hub.HubException.Reason;
import org.llmspace.pipeline.hub.HubHttp.Answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/// The few questions that the Hub is asked.
final class HubApi {

    private static final int MAX_LISTING_BYTES = 64 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HubHttp http;
    private final Duration silence;

    HubApi(HubHttp http, Duration silence) {
        this.http = http;
        this.silence = silence;
    }

    /// What a repository has at a commit.
    ///
    /// @param paths its files
    /// @param files what is known of them already
    /// @param complete whether there are no others
    record Listing(String commit, Set<String> paths, Map<String, HubFile> files, boolean complete) {
        Listing {
            paths = Set.copyOf(paths);
            files = Map.copyOf(files);
        }
    }

    Listing listing(ModelName name) {
        URI address = URI.create("%s/api/models/%s/revision/%s?blobs=true".formatted(http.endpoint(), name.repository(),
                encoded(name.revision())));
        try (Answer answer = http.get(address)) {
            if (answer.status() == 404 && answer.header("x-error-code").isEmpty()) {
                return withoutApi(name, HubRefusal.of(name, answer, http));
            }
            if (!answer.isFine()) {
                throw HubRefusal.of(name, answer, http);
            }
            return parse(answer.body().readNBytes(MAX_LISTING_BYTES));
        } catch (IOException e) {
            throw http.unreachable(e);
        }
    }

    JsonNode describe(ModelName name, String field) {
        URI address = URI.create("%s/api/models/%s?expand%%5B%%5D=%s".formatted(http.endpoint(), name.repository(), field));
        try (Answer answer = http.get(address)) {
            if (!answer.isFine()) {
                throw HubRefusal.of(name, answer, http);
            }
            return JSON.readTree(answer.body().readNBytes(MAX_LISTING_BYTES)).path(field);
        } catch (IOException e) {
            throw http.unreachable(e);
        }
    }

    /// What the Hub says about a file; empty if the repository has none of that name.
    Optional<HubFile> file(ModelName name, String revision, String path) {
        try (Answer answer = http.head(address(name, revision, path))) {
            String code = answer.header("x-error-code").orElse("EntryNotFound");
            if (answer.status() == 404 && code.equals("EntryNotFound")) {
                return Optional.empty();
            }
            if (!answer.isFine()) {
                throw HubRefusal.of(name, answer, http);
            }
            String etag = answer.header("x-linked-etag").or(() -> answer.header("etag")).orElseThrow(
                    () -> new HubException(Reason.UNREACHABLE, "%s says nothing about %s of %s (no ETag); check HF_ENDPOINT"
                            .formatted(http.endpoint(), path, name)));
            return Optional.of(new HubFile(etag, size(answer)));
        }
    }

    void download(ModelName name, String commit, String path, HubFile file, Path blob, DownloadProgress progress)
            throws IOException {
        new BlobDownload(http, silence, progress, answer -> HubRefusal.of(name, answer, http))
                .run(address(name, commit, path), file, blob);
    }

    private static long size(Answer answer) {
        Optional<String> linked = answer.header("x-linked-size");
        boolean stored = answer.status() < 300; // a redirect's length is its own
        return linked.or(() -> stored ? answer.header("content-length") : Optional.empty())
                .filter(size -> size.matches("\\d{1,18}")).map(Long::parseLong).orElse(-1L);
    }

    /// Mirrors that only serve files say which commit it is beside a file that every model has.
    private Listing withoutApi(ModelName name, HubException missing) {
        try (Answer answer = http.head(address(name, name.revision(), "config.json"))) {
            if (answer.status() == 404) {
                throw missing;
            }
            if (!answer.isFine()) {
                throw HubRefusal.of(name, answer, http);
            }
            String commit = answer.header("x-repo-commit").filter(HubCache::isCommit).orElseThrow(() -> missing);
            return new Listing(commit, Set.of(), Map.of(), false);
        }
    }

    private Listing parse(byte[] body) throws IOException {
        JsonNode json = JSON.readTree(body);
        String commit = json.path("sha").asText();
        if (!HubCache.isCommit(commit) || !json.path("siblings").isArray()) {
            throw new IOException("its answer describes no repository");
        }
        Set<String> paths = new HashSet<>();
        Map<String, HubFile> files = new HashMap<>();
        for (JsonNode sibling : json.path("siblings")) {
            String path = sibling.path("rfilename").asText();
            String etag = sibling.at("/lfs/sha256").asText(sibling.path("blobId").asText());
            if (HubPath.isSafe(path)) {
                paths.add(path);
                if (!etag.isEmpty() && sibling.path("size").canConvertToLong()) {
                    files.put(path, new HubFile(etag, sibling.path("size").asLong()));
                }
            }
        }
        return new Listing(commit, paths, files, true);
    }

    private URI address(ModelName name, String revision, String path) {
        String encoded = Arrays.stream(path.split("/")).map(HubApi::encoded).collect(Collectors.joining("/"));
        return URI.create("%s/%s/resolve/%s/%s".formatted(http.endpoint(), name.repository(), encoded(revision), encoded));
    }

    private static String encoded(String step) {
        return URLEncoder.encode(step, UTF_8).replace("+", "%20");
    }
}
