package org.llmspace.pipeline.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import org.llmspace.pipeline.hub.HubException.Reason;

/// A repository of the Hub at one commit; for one thread.
public final class Repository {

    private final ModelName name;
    private final String commit;
    private final HubApi api;
    private final HubCache cache;
    private final HubApi.Listing listing;
    private final Map<String, Optional<HubFile>> asked = new HashMap<>();

    Repository(ModelName name, HubApi.Listing listing, HubApi api, HubCache cache) {
        this.name = name;
        this.commit = listing.commit();
        this.listing = listing;
        this.api = api;
        this.cache = cache;
    }

    public String commit() {
        return commit;
    }

    /// Whether the repository has a file.
    ///
    /// @throws HubException if the Hub does not say
    public boolean has(String path) {
        return listing.complete() ? listing.paths().contains(path) : file(path).isPresent();
    }

    /// Downloads what is not in the cache yet, the files one after another in their order.
    ///
    /// @throws HubException if that does not work
    public void fetch(Collection<String> paths, DownloadProgress progress) {
        fetch(paths, progress, () -> {
        });
    }

    /// The same, and tells when it is known how much there is to download.
    public void fetch(Collection<String> paths, DownloadProgress progress, Runnable begun) {
        Map<String, HubFile> wanted = new LinkedHashMap<>();
        paths.forEach(path -> wanted.put(path, file(path).orElseThrow(() -> new HubException(Reason.NOT_FOUND,
                "%s has no file %s; check the revision".formatted(name, path)))));
        progress.expect(progress.doneBytes() + wanted.values().stream().mapToLong(file -> Math.max(file.sizeBytes(), 0)).sum());
        begun.run();
        try {
            for (var each : wanted.entrySet()) {
                fetch(each.getKey(), each.getValue(), progress);
            }
        } catch (IOException e) {
            throw cache.unusable(e);
        }
    }

    /// The folder of the files; from now on the revision means this commit, also without the Hub.
    public Path published() {
        try {
            cache.remember(name, commit);
        } catch (IOException e) {
            throw cache.unusable(e);
        }
        return folder();
    }

    /// Where the files are that have been fetched.
    public Path folder() {
        return cache.snapshot(name, commit);
    }

    private void fetch(String path, HubFile file, DownloadProgress progress) throws IOException {
        Path blob = cache.blob(name, file);
        if (!Files.exists(blob)) {
            cache.locked(name, file, () -> {
                if (!Files.exists(blob)) {
                    api.download(name, commit, path, file, blob, progress);
                }
            });
        }
        cache.link(name, commit, path, file);
        progress.fileEnded(Files.size(blob));
    }

    private Optional<HubFile> file(String path) {
        if (listing.files().containsKey(path)) {
            return Optional.ofNullable(listing.files().get(path));
        }
        if (!HubPath.isSafe(path)) {
            return Optional.empty();
        }
        return asked.computeIfAbsent(path, _ -> api.file(name, commit, path));
    }
}
