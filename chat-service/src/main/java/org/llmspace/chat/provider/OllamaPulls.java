package org.llmspace.chat.provider;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.FailureCode;
import org.llmspace.contracts.kafka.EventCodec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

/// Models that Ollama fetches, one job for each however many wait for it. A connection that breaks is opened again, and Ollama
/// goes on where it was; when nobody waits any more the job ends, and a later one goes on there, too.
final class OllamaPulls {

    private static final Duration TELL = Duration.ofMillis(250);
    private static final Duration STALLED = Duration.ofSeconds(30);
    private static final Duration SILENCE = Duration.ofMinutes(5);
    private static final int TRIES = 5;

    private final HttpClient client;
    private final URI uri;
    private final Map<String, Job> jobs = new HashMap<>();

    OllamaPulls(HttpClient client, URI uri) {
        this.client = client;
        this.uri = uri;
    }

    /// Waits until the model is there.
    ///
    /// @throws ProviderException if it cannot be had
    void pull(String model, Consumer<ModelEvent.Progress> progress) throws InterruptedException {
        Job job = join(model);
        try {
            job.watch(progress);
        } finally {
            leave(job);
        }
    }

    private synchronized Job join(String model) {
        Job job = jobs.computeIfAbsent(model, Job::new);
        job.watchers++;
        return job;
    }

    private synchronized void leave(Job job) {
        job.watchers--;
        if (job.watchers == 0 || job.ended.isDone()) {
            jobs.remove(job.model, job);
            job.close();
        }
    }

    /// One model on its way.
    private final class Job {

        private final String model;
        private final CompletableFuture<Void> ended = new CompletableFuture<>();
        private final Map<String, long[]> layers = new HashMap<>();
        private volatile ModelEvent.Progress latest;
        private volatile long grewAt = System.nanoTime();
        private volatile @Nullable Upstream upstream;
        private volatile boolean closed;
        private int watchers;

        Job(String model) {
            this.model = model;
            this.latest = new ModelEvent.Progress("pulling " + model, "bytes", 0, null);
            Thread.ofVirtual().name("pulls-" + model).start(this::run);
        }

        void watch(Consumer<ModelEvent.Progress> progress) throws InterruptedException {
            ModelEvent.Progress told = null;
            while (true) {
                ModelEvent.Progress now = latest();
                if (!now.equals(told)) {
                    progress.accept(now);
                    told = now;
                }
                try {
                    ended.get(TELL.toMillis(), TimeUnit.MILLISECONDS);
                    progress.accept(latest);
                    return;
                } catch (TimeoutException e) {
                    // not yet
                } catch (ExecutionException e) {
                    throw e.getCause() instanceof ProviderException problem ? problem
                            : ProviderException.of(FailureCode.INTERNAL, "the pull of %s failed".formatted(model));
                }
            }
        }

        void close() {
            closed = true;
            Upstream open = upstream;
            if (open != null) {
                open.close();
            }
        }

        private ModelEvent.Progress latest() {
            ModelEvent.Progress now = latest;
            return System.nanoTime() - grewAt < STALLED.toNanos() ? now
                    : new ModelEvent.Progress(now.description() + " (no data for %d seconds)".formatted(STALLED.toSeconds()),
                            now.unit(), now.done(), now.total());
        }

        private void run() {
            for (int tries = 1; !ended.isDone(); tries++) {
                try {
                    read();
                } catch (ProviderException e) {
                    // only what broke in the middle is worth another try; Ollama keeps what it has
                    if (closed || layers.isEmpty() || tries >= TRIES || e.failure().code() != FailureCode.PROVIDER_FAILED) {
                        ended.completeExceptionally(e);
                    }
                } catch (RuntimeException e) {
                    ended.completeExceptionally(e);
                }
            }
        }

        private void read() {
            HttpRequest request = HttpRequest.newBuilder(uri).header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(
                            EventCodec.json().createObjectNode().put("model", model).put("stream", true).toString()))
                    .build();
            Upstream open = new Upstream(OllamaProvider.NAME, client, request);
            upstream = open;
            if (closed) {
                open.close();
            }
            Upstream.Refusal refusal = open.refusal(SILENCE);
            if (refusal != null) {
                throw failed(json(refusal.body()).path("error").asText("status " + refusal.status()));
            }
            for (String line = open.line(SILENCE); line != null; line = open.line(SILENCE)) {
                note(json(line));
                if (ended.isDone()) {
                    return;
                }
            }
            throw ProviderException.of(FailureCode.PROVIDER_FAILED, "ollama ended the pull in the middle; try again");
        }

        private void note(JsonNode line) {
            if (line.hasNonNull("error")) {
                throw failed(line.path("error").asText());
            }
            String status = line.path("status").asText();
            if (line.hasNonNull("digest")) {
                layers.put(line.path("digest").asText(),
                        new long[] { line.path("completed").asLong(0), line.path("total").asLong(0) });
            }
            long done = layers.values().stream().mapToLong(layer -> layer[0]).sum();
            long total = layers.values().stream().mapToLong(layer -> layer[1]).sum();
            if (done > latest.done() || !status.startsWith("pulling")) {
                grewAt = System.nanoTime();
            }
            latest = new ModelEvent.Progress("%s: %s".formatted(model, status), "bytes", done, total == 0 ? null : total);
            if (status.equals("success")) {
                ended.complete(null);
            }
        }

        private ProviderException failed(String why) {
            FailureCode code = why.contains("not exist") || why.contains("not found") ? FailureCode.MODEL_NOT_FOUND
                    : FailureCode.MODEL_UNAVAILABLE;
            return ProviderException.of(code, "ollama cannot pull %s: %s".formatted(model, why));
        }

        private static JsonNode json(String text) {
            try {
                return EventCodec.json().readTree(text);
            } catch (JsonProcessingException e) {
                return EventCodec.json().createObjectNode();
            }
        }
    }
}
