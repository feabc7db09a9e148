package org.llmspace.pipeline.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.llmspace.contracts.kafka.EventCodec;
import org.llmspace.contracts.pipeline.PipelineReply;
import org.llmspace.contracts.pipeline.PipelineRequest;
import org.llmspace.contracts.pipeline.PipelineTask;
import org.llmspace.pipeline.BuiltinPipelines;
import org.llmspace.pipeline.task.Pipelines;
import org.llmspace.pipeline.tokenizer.TokenizerBench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/// `./space bench pipelines`: pipeline-service against transformers.js in Node, on the same files and the same version of
/// ONNX Runtime, in turns. Prints a table and writes `target/bench-pipelines.json`.
final class PipelinesBench {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SHORT = "ok";
    private static final int WARM_UP_MILLIS = 3_000;
    private static final int ROUNDS = 6;
    private static final int CLIENTS = 16;
    private static final int BURSTS = 3;
    private static final int BURST_MILLIS = 4_000;
    private static final int NEW_TOKENS = 32;

    /// What both sides are asked.
    ///
    /// @param per what one call makes of
    private record Case(String name, String model, String task, Map<String, Object> parameters,
            Map<String, Object> peersParameters, int tokens) {

        String path() {
            return "/models/bench/%s/pipeline/%s".formatted(model, task);
        }

        byte[] request(String text, boolean ofPeer) throws IOException {
            return Connection.request(path(), JSON.writeValueAsString(
                    Map.of("inputs", text, "parameters", ofPeer ? peersParameters : parameters)));
        }

        PipelineTask<?> call(String text) throws IOException {
            ObjectNode call = JSON.createObjectNode().put("task", task).put("inputs", text);
            parameters.forEach((name, value) -> call.set(name, JSON.valueToTree(value)));
            return EventCodec.json().treeToValue(call, PipelineTask.class);
        }
    }

    private static final Case EMBEDDINGS = new Case("embeddings, fp32", "encoder", "feature-extraction", Map.of(),
            Map.of("pooling", "mean", "normalize", true), 0);
    private static final List<Case> CASES = List.of(
            new Case("text-classification, int8", "sentiment", "text-classification", Map.of("top_k", 2), Map.of("top_k", 2),
                    0),
            new Case("token-classification, int8", "ner", "token-classification", Map.of("aggregation_strategy", "simple"),
                    Map.of("aggregation_strategy", "simple"), 0),
            new Case("embeddings, int8", "minilm", "feature-extraction", Map.of(),
                    Map.of("pooling", "mean", "normalize", true), 0),
            EMBEDDINGS,
            new Case("text-generation, fp32", "decoder", "text-generation", Map.of("max_new_tokens", NEW_TOKENS),
                    Map.of("max_new_tokens", NEW_TOKENS), NEW_TOKENS));

    private final Server ours;
    private final Server peer;
    private final List<String> texts;
    private final Pipelines here;
    private final Rows rows = new Rows();

    private PipelinesBench(Server ours, Server peer, Path models) {
        this.ours = ours;
        this.peer = peer;
        this.texts = Texts.of(32);
        this.here = new Pipelines(BuiltinPipelines.models(Optional.of(models)), BuiltinPipelines.providers(),
                BuiltinPipelines.calls(), new SimpleMeterRegistry());
    }

    public static void main(String[] arguments) throws Exception {
        Path models = BenchModels.in(Path.of("target/bench-models").toAbsolutePath());
        try (Server peer = Server.peer(models, 1); Server wide = Server.peer(models, 2); Server ours = Server.ours(models)) {
            PipelinesBench bench = new PipelinesBench(ours, peer, models);
            List<String> parts = arguments.length == 0 ? List.of("calls", "clients", "tokenizers") : List.of(arguments);
            bench.load();
            bench.warmUp();
            if (parts.contains("calls")) {
                bench.calls();
            }
            if (parts.contains("clients")) {
                bench.clients(wide);
            }
            if (parts.contains("tokenizers")) {
                TokenizerBench.run(models, bench::tokenizedByPeer, bench.rows::more);
            }
            bench.rows.write(Path.of("target/bench-pipelines.json"));
        }
        System.exit(0);
    }

    /// The first call of each model, and what the processes weigh.
    private void load() throws Exception {
        rows.less("resident before the first model", "MB", ours.residentMegabytes(), peer.residentMegabytes());
        try (Connection toUs = ours.connect(); Connection toPeer = peer.connect()) {
            for (Case asked : CASES) {
                long begin = System.nanoTime();
                JsonNode answer = JSON.readTree(toUs.send(asked.request(texts.getFirst(), false)));
                long middle = System.nanoTime();
                JsonNode peers = JSON.readTree(toPeer.send(asked.request(texts.getFirst(), true)));
                rows.less("first call, " + asked.name(), "ms", (middle - begin) / 1e6, (System.nanoTime() - middle) / 1e6);
                Answers.check(asked.name(), answer, peers);
            }
        }
        rows.less("resident with all models", "MB", ours.residentMegabytes(), peer.residentMegabytes());
    }

    /// Compiles what is hot, which takes thousands of calls, so these are as short as can be.
    private void warmUp() throws Exception {
        try (Connection toUs = ours.connect(); Connection toPeer = peer.connect()) {
            for (Case asked : CASES) {
                PipelineTask<?> task = asked.call(SHORT);
                byte[] request = asked.request(SHORT, false);
                byte[] peersRequest = asked.request(SHORT, true);
                repeat(() -> answer(asked, task), WARM_UP_MILLIS);
                repeat(() -> toUs.send(request), WARM_UP_MILLIS);
                repeat(() -> toPeer.send(peersRequest), WARM_UP_MILLIS / 2);
            }
        }
    }

    /// One call at a time.
    private void calls() throws Exception {
        try (Connection toUs = ours.connect(); Connection toPeer = peer.connect()) {
            for (Case asked : CASES) {
                List<PipelineTask<?>> tasks = new ArrayList<>();
                List<byte[]> requests = new ArrayList<>();
                List<byte[]> peersRequests = new ArrayList<>();
                for (String text : texts) {
                    tasks.add(asked.call(text));
                    requests.add(asked.request(text, false));
                    peersRequests.add(asked.request(text, true));
                }
                compare(asked, "in process",
                        times(tasks.stream().<Callable<Object>> map(task -> () -> answer(asked, task)).toList()),
                        count -> peersTimes(toPeer, asked, count));
                compare(asked, "over HTTP", times(calls(toUs, requests)), times(calls(toPeer, peersRequests)));
            }
        }
    }

    private static List<Callable<Object>> calls(Connection connection, List<byte[]> requests) {
        return requests.stream().<Callable<Object>> map(request -> () -> connection.send(request)).toList();
    }

    private Object answer(Case asked, PipelineTask<?> task) {
        try (Stream<PipelineReply> replies = here.run(new PipelineRequest.Call("bench/" + asked.model(), task))) {
            return replies.toList();
        }
    }

    /// Each side takes the same texts in turns. The best time of each text counts, since whatever else runs on the machine
    /// only adds to it; of these the mean.
    private void compare(Case asked, String where, Calls us, Calls them) throws Exception {
        int count = asked.tokens() > 0 ? 4 : texts.size();
        long[] ours = new long[count];
        long[] peers = new long[count];
        for (int round = 0; round < ROUNDS; round++) {
            best(ours, us.times(count), round);
            best(peers, them.times(count), round);
        }
        double our = Arrays.stream(ours).average().orElseThrow();
        double peer = Arrays.stream(peers).average().orElseThrow();
        if (asked.tokens() > 0) {
            rows.more(asked.name() + ", " + where, "tokens/s", asked.tokens() * 1e9 / our, asked.tokens() * 1e9 / peer);
        } else {
            rows.less(asked.name() + ", " + where, "ms", our / 1e6, peer / 1e6);
        }
    }

    private static void best(long[] best, long[] times, int round) {
        for (int i = 0; i < best.length; i++) {
            best[i] = round == 0 ? times[i] : Math.min(best[i], times[i]);
        }
    }

    /// Calls the first texts one after another: nanoseconds of each.
    private interface Calls {
        long[] times(int count) throws Exception;
    }

    private static Calls times(List<Callable<Object>> calls) {
        return count -> {
            long[] nanos = new long[count];
            for (int i = 0; i < count; i++) {
                long begin = System.nanoTime();
                calls.get(i).call();
                nanos[i] = System.nanoTime() - begin;
            }
            return nanos;
        };
    }

    private static void repeat(Callable<Object> call, int millis) throws Exception {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (System.nanoTime() < end) {
            call.call();
        }
    }

    private long[] peersTimes(Connection toPeer, Case asked, int count) throws IOException {
        byte[] request = Connection.request("/times", JSON.writeValueAsString(Map.of("model", "bench/" + asked.model(), "task",
                asked.task(), "texts", texts.subList(0, count), "parameters", asked.peersParameters())));
        return JSON.readValue(toPeer.send(request), long[].class);
    }

    /// Many at once over HTTP.
    ///
    /// @param wide the peer with as many threads in a run as there are processors
    private void clients(Server wide) throws Exception {
        List<Burst> us = new ArrayList<>();
        List<Burst> narrow = new ArrayList<>();
        List<Burst> broad = new ArrayList<>();
        for (int i = 0; i <= BURSTS; i++) { // the first only warms up
            us.add(burst(ours, false));
            narrow.add(burst(peer, true));
            broad.add(burst(wide, true));
        }
        Burst our = Burst.all(us.subList(1, us.size()));
        Burst one = Burst.all(narrow.subList(1, narrow.size()));
        Burst two = Burst.all(broad.subList(1, broad.size()));
        String what = "%d clients, %s".formatted(CLIENTS, EMBEDDINGS.name());
        rows.more(what + ", peer with 1 thread", "calls/s", our.rate(), one.rate());
        rows.less(what + ", peer with 1 thread, p99", "ms", our.at(0.99), one.at(0.99));
        rows.more(what + ", peer with 2 threads", "calls/s", our.rate(), two.rate());
        rows.less(what + ", peer with 2 threads, p50", "ms", our.at(0.5), two.at(0.5));
        rows.less(what + ", peer with 2 threads, p99", "ms", our.at(0.99), two.at(0.99));
        rows.less("resident after many clients", "MB", ours.residentMegabytes(), peer.residentMegabytes());
    }

    private record Burst(List<Long> nanos, double seconds) {

        static Burst all(List<Burst> bursts) {
            return new Burst(bursts.stream().flatMap(burst -> burst.nanos().stream()).toList(),
                    bursts.stream().mapToDouble(Burst::seconds).sum());
        }

        double rate() {
            return nanos.size() / seconds;
        }

        double at(double quantile) {
            return quantile(nanos, quantile) / 1e6;
        }
    }

    private Burst burst(Server server, boolean ofPeer) throws Exception {
        List<byte[]> requests = new ArrayList<>();
        for (String text : texts) {
            requests.add(EMBEDDINGS.request(text, ofPeer));
        }
        long begin = System.nanoTime();
        long end = begin + TimeUnit.MILLISECONDS.toNanos(BURST_MILLIS);
        try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            List<Future<List<Long>>> all = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                int first = client * requests.size() / CLIENTS;
                all.add(clients.submit(() -> client(server, requests, first, end)));
            }
            List<Long> nanos = new ArrayList<>();
            for (Future<List<Long>> client : all) {
                nanos.addAll(client.get());
            }
            return new Burst(nanos, (System.nanoTime() - begin) / 1e9);
        }
    }

    private static List<Long> client(Server server, List<byte[]> requests, int first, long end) throws IOException {
        List<Long> nanos = new ArrayList<>();
        try (Connection connection = server.connect()) {
            for (int i = first; System.nanoTime() < end; i++) {
                long begin = System.nanoTime();
                connection.send(requests.get(i % requests.size()));
                nanos.add(System.nanoTime() - begin);
            }
        }
        return nanos;
    }

    private TokenizerBench.Rate tokenizedByPeer(Path file, String text, int millis) throws IOException {
        try (Connection toPeer = peer.connect()) {
            byte[] request = Connection.request("/tokenize",
                    JSON.writeValueAsString(Map.of("file", file.toString(), "text", text, "millis", millis)));
            return JSON.readValue(toPeer.send(request), TokenizerBench.Rate.class);
        }
    }

    private static double quantile(List<Long> nanos, double quantile) {
        List<Long> sorted = nanos.stream().sorted().toList();
        return sorted.get(Math.clamp((int) Math.ceil(quantile * sorted.size()) - 1, 0, sorted.size() - 1));
    }
}
