package org.llmspace.pipeline.hub;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;
import org.llmspace.pipeline.hub.HubException.Reason;

import com.fasterxml.jackson.databind.JsonNode;

/// The Hugging Face Hub and the cache of what came from it.
@ApplicationScoped
public class Hub {

    /// So long a Hub that could not be reached is not tried again.
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(15);

    private final HubPlaces places;
    private final HubApi api;
    private final HubCache cache;
    private final String endpoint;
    private final boolean offline;
    private volatile @Nullable Failed failed;

    public Hub(HubSettings settings) {
        this.places = new HubPlaces(settings);
        this.api = new HubApi(new HubHttp(places, settings), settings.silence());
        this.cache = new HubCache(places.cache());
        this.endpoint = places.endpoint().toString();
        this.offline = settings.offline().orElse(false);
    }

    /// Whether the Hub is never asked.
    public boolean isOffline() {
        return offline;
    }

    /// Where people can look at models.
    public String endpoint() {
        return endpoint;
    }

    /// What opens gated models, and models that run elsewhere.
    public Optional<String> token() {
        return places.token();
    }

    /// One field of what the Hub says about a model; empty JSON if it says nothing.
    ///
    /// @throws HubException if the Hub does not answer or has none of that name
    public JsonNode describe(ModelName name, String field) {
        if (offline) {
            throw new HubException(Reason.NOT_FOUND,
                    "HF_HUB_OFFLINE forbids to ask the Hub about %s; unset it".formatted(name));
        }
        return api.describe(name, field);
    }

    /// A repository as it is now.
    ///
    /// @throws HubException if the Hub does not answer or has none of that name, or is not to be asked
    public Repository repository(ModelName name) {
        if (offline) {
            throw new HubException(Reason.NOT_FOUND,
                    "%s is not in the cache %s, and HF_HUB_OFFLINE forbids to ask the Hub; unset it once, or copy the model there"
                            .formatted(name, cache.root()));
        }
        Failed earlier = failed;
        if (earlier != null && System.nanoTime() - earlier.at() < AFTER_FAILURE.toNanos()) {
            throw new HubException(Reason.UNREACHABLE, earlier.message());
        }
        try {
            Repository repository = new Repository(name, api.listing(name), api, cache);
            failed = null;
            return repository;
        } catch (HubException e) {
            failed = e.reason() == Reason.UNREACHABLE ? new Failed(System.nanoTime(), String.valueOf(e.getMessage())) : null;
            throw e;
        }
    }

    /// The folder of a model in the cache, whatever files are there; empty if there are none.
    public Optional<Path> cached(ModelName name) {
        return cache.commit(name).map(commit -> cache.snapshot(name, commit)).filter(path -> path.toFile().isDirectory());
    }

    /// The names of all models in the cache.
    public List<String> cachedNames() {
        return cache.names();
    }

    private record Failed(long at, String message) {
    }
}
