package org.llmspace.pipeline.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

import org.jboss.logging.Logger;
import org.llmspace.pipeline.hub.Hub;
import org.llmspace.pipeline.hub.HubException;
import org.llmspace.pipeline.hub.ModelName;
import org.llmspace.pipeline.hub.Repository;
import org.llmspace.pipeline.model.ModelException.Reason;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;

/// Models of the Hub as folders of the cache; what is not there is downloaded, once for all who want it.
final class HubModels {

    private static final Logger LOG = Logger.getLogger(HubModels.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    /// So long the Hub is not asked again whether a branch has moved.
    private static final Duration FRESH = Duration.ofMinutes(10);
    private static final int DOWNLOADS_AT_ONCE = 4;

    private final Hub hub;
    private final UnaryOperator<String> dtypeOf;
    private final Map<ModelName, Download> downloads = new ConcurrentHashMap<>();
    private final Semaphore places = new Semaphore(DOWNLOADS_AT_ONCE, true);

    /// @param dtypeOf the preferred precision of a model
    HubModels(Hub hub, UnaryOperator<String> dtypeOf) {
        this.hub = hub;
        this.dtypeOf = dtypeOf;
    }

    /// Begins to bring a model here, if nobody has yet. What is here and cannot change is there at once.
    Download download(ModelName name) {
        Download fresh = new Download();
        Download shared = Objects.requireNonNull(
                downloads.compute(name, (_, earlier) -> earlier != null && earlier.isFresh(FRESH) ? earlier : fresh));
        if (shared == fresh) {
            Optional<Path> here = name.isCommit() || hub.isOffline() ? cached(name) : Optional.empty();
            here.ifPresentOrElse(fresh::completed, () -> Thread.ofPlatform().daemon().name("downloads " + name)
                    .start(() -> run(name, fresh)));
        }
        return shared;
    }

    /// A download that has not ended.
    Optional<Download> running(ModelName name) {
        return Optional.ofNullable(downloads.get(name)).filter(download -> !download.isDone());
    }

    /// The models that are being downloaded.
    List<ModelName> running() {
        return downloads.entrySet().stream().filter(entry -> !entry.getValue().isDone()).map(Map.Entry::getKey).toList();
    }

    /// A model's folder in the cache, if all is there that it needs to run.
    Optional<Path> cached(ModelName name) {
        return hub.cached(name).filter(folder -> !files(name, folder).isEmpty());
    }

    /// The models in the cache that can run.
    List<ModelName> cached() {
        return hub.cachedNames().stream().flatMap(name -> parsed(name).stream())
                .filter(name -> cached(name).isPresent()).toList();
    }

    private static Optional<ModelName> parsed(String name) {
        try {
            return Optional.of(ModelName.parse(name));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // a folder of somebody else
        }
    }

    private Set<String> files(ModelName name, Path folder) {
        try {
            Path config = folder.resolve("config.json");
            return Files.isRegularFile(config)
                    ? files(name, path -> Files.isRegularFile(folder.resolve(path)), JSON.readTree(config.toFile()))
                    : Set.of();
        } catch (IOException e) {
            return Set.of(); // broken; the Hub has it whole
        }
    }

    private Set<String> files(ModelName name, Predicate<String> has, JsonNode config) {
        return new GraphFiles(has, config, dtypeOf.apply(name.repository())).all();
    }

    private void run(ModelName name, Download download) {
        try {
            places.acquire();
            try {
                download.completed(fetch(name, download));
            } finally {
                places.release();
            }
        } catch (HubException e) {
            end(name, download, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            downloads.remove(name, download);
            download.failed(Waiting.interrupted(e));
        } catch (RuntimeException e) { // or those who wait would wait for ever
            downloads.remove(name, download);
            download.failed(e);
        }
    }

    /// Without the Hub, what is in the cache will do.
    private void end(ModelName name, Download download, HubException reason) {
        boolean away = reason.reason() == HubException.Reason.UNREACHABLE
                || reason.reason() == HubException.Reason.RATE_LIMITED;
        Optional<Path> here = away ? cached(name) : Optional.empty();
        if (here.isPresent()) {
            LOG.warnf("%s is taken from the cache: %s", name, reason.getMessage());
            download.completed(here.get());
        } else {
            downloads.remove(name, download);
            download.failed(exception(reason));
        }
    }

    private Path fetch(ModelName name, Download download) {
        Repository repository = hub.repository(name);
        Set<String> wanted = files(name, repository::has, config(repository, name, download));
        if (wanted.isEmpty()) {
            throw new ModelException(Reason.NO_ONNX,
                    "%s has no ONNX weights; use a repository that has an onnx/ folder, export it with optimum, or let Hugging Face run it: set HF_TOKEN and ask for remote/%s"
                            .formatted(name, name.repository()));
        }
        LOG.infof("model %s comes from %s", name, hub.endpoint());
        repository.fetch(wanted, download.progress(), download::begun);
        return repository.published();
    }

    private JsonNode config(Repository repository, ModelName name, Download download) {
        if (!repository.has("config.json")) {
            return MissingNode.getInstance();
        }
        repository.fetch(List.of("config.json"), download.progress());
        try {
            return JSON.readTree(repository.folder().resolve("config.json").toFile());
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new ModelException(Reason.UNUSABLE, "config.json of %s is no JSON; use another model".formatted(name), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ModelException exception(HubException e) {
        Reason reason = switch (e.reason()) {
            case NOT_FOUND -> Reason.NOT_FOUND;
            case FORBIDDEN -> Reason.FORBIDDEN;
            case RATE_LIMITED -> Reason.RATE_LIMITED;
            case UNREACHABLE -> Reason.UNREACHABLE;
            case DAMAGED, CACHE -> Reason.UNUSABLE;
        };
        return new ModelException(reason, String.valueOf(e.getMessage()), e);
    }
}
