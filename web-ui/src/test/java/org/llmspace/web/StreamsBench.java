package org.llmspace.web;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import org.llmspace.contracts.kafka.KafkaTopics;
import org.llmspace.local.KafkaBroker;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;

/// `./space bench streams`: how many streams one packaged replica holds open and what that weighs, and how many deltas it
/// passes on in a second, from Kafka to Gradio's clients. Prints a table and writes `target/bench-streams.json`.
final class StreamsBench {

    private static final String HOST = "localhost";
    private static final int RUNS = 4;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient calls = vertx.createHttpClient(new HttpClientOptions().setMaxPoolSize(32));
    private final HttpClient streams = vertx
            .createHttpClient(new HttpClientOptions().setMaxPoolSize(20_000).setKeepAlive(false));
    private final Replica replica;
    private final Map<String, Object> figures = new LinkedHashMap<>();

    private StreamsBench(Replica replica) {
        this.replica = replica;
    }

    /// @param arguments how many streams to hold; 5,000 if none is said
    public static void main(String[] arguments) throws Exception {
        int open = arguments.length == 0 ? 5_000 : Integer.parseInt(arguments[0]);
        String servers = KafkaBroker.shared();
        try (var topics = new KafkaTopics(Map.of("bootstrap.servers", servers))) {
            while (topics.missing().isPresent()) {
                topics.createMissing(12);
                Thread.sleep(2_100);
            }
        }
        try (var workers = new Workers(servers);
                var replica = new Replica("replica-bench", Map.of("KAFKA_BOOTSTRAP_SERVERS", servers, "LLMSPACE_CHAT_URL",
                        "http://127.0.0.1:9", "LLMSPACE_CALLS_MAX_OPEN_CALLS", "20000",
                        "LLMSPACE_GUARD_CALLS_PER_MINUTE", "0"))) {
            StreamsBench bench = new StreamsBench(replica);
            bench.memory("after the start");
            bench.hold(open, workers);
            for (int run = 1; run <= RUNS; run++) {
                bench.deltas(64, 2_000, run);
            }
            bench.memory("after that");
            bench.vertx.close().toCompletionStage().toCompletableFuture().join();
            bench.write();
        }
        System.exit(0);
    }

    private void write() throws IOException {
        Path json = Path.of("target", "bench-streams.json").toAbsolutePath();
        new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(json.toFile(), figures);
        System.out.println("As JSON: " + json);
    }

    private void row(String what, Object figure) {
        figures.put(what, figure);
        System.out.printf("%-64s %s%n", what, figure);
    }

    private void memory(String when) throws Exception {
        row("resident memory %s, MB".formatted(when), residentMegabytes());
        row("heap used %s, MB".formatted(when), heapMegabytes());
    }

    private void deltas(int sessions, int each, int run) {
        long begin = System.nanoTime();
        Duration before = cpu();
        List<CompletableFuture<String>> answers = new ArrayList<>();
        for (int i = 0; i < sessions; i++) {
            answers.add(ask("burst-" + begin + "-" + i, "burst " + each, new AtomicInteger()));
        }
        int messages = 0;
        for (CompletableFuture<String> answer : answers) {
            String stream = answer.join();
            if (!stream.contains(" " + (each - 1) + " " + each + " \"]") || !stream.contains("close_stream")) {
                throw new AssertionError("a stream was not whole: " + stream.substring(Math.max(0, stream.length() - 500)));
            }
            messages += stream.split("process_generating", -1).length - 1;
        }
        double seconds = (System.nanoTime() - begin) / 1e9 - 0.6;
        double cpuSeconds = cpu().minus(before).toMillis() / 1e3;
        String what = "%d streams of %d deltas, run %d: ".formatted(sessions, each, run);
        row(what + "deltas per second", Math.round(sessions * each / seconds));
        row(what + "messages per second", Math.round(messages / seconds));
        row(what + "deltas per second of the replica's processor time", Math.round(sessions * each / cpuSeconds));
    }

    private void hold(int open, Workers workers) throws Exception {
        AtomicInteger held = new AtomicInteger();
        List<CompletableFuture<String>> answers = new ArrayList<>();
        long begin = System.nanoTime();
        for (int i = 0; i < open; i++) {
            answers.add(ask("hold-" + i, "hold", held));
            while (i - held.get() > 200) {
                Thread.sleep(5);
            }
        }
        while (held.get() < open) {
            Thread.sleep(50);
        }
        row("seconds until %d streams were open".formatted(open), seconds(begin));
        memory("with %d open streams".formatted(open));
        Thread.sleep(20_000);
        memory("20 s later, with heartbeats");
        begin = System.nanoTime();
        workers.release();
        long whole = answers.stream().filter(answer -> answer.join().contains("Held and released.")).count();
        row("streams that ended with the whole answer", "%d of %d".formatted(whole, open));
        row("seconds until all had ended", seconds(begin));
    }

    private static double seconds(long begin) {
        return Math.round((System.nanoTime() - begin) / 1e8) / 10.0;
    }

    /// Joins the queue, opens the session's stream, and gives all of it.
    private CompletableFuture<String> ask(String session, String message, AtomicInteger begun) {
        CompletableFuture<String> all = new CompletableFuture<>();
        String body = new JsonObject().put("data", List.of(message)).put("fn_index", 0).put("session_hash", session).encode();
        calls.request(HttpMethod.POST, replica.port(), HOST, "/gradio_api/queue/join")
                .compose(request -> request.putHeader("content-type", "application/json").send(body))
                .compose(response -> response.body())
                .compose(joined -> streams.request(HttpMethod.GET, replica.port(), HOST,
                        "/gradio_api/queue/data?session_hash=" + session))
                .compose(request -> request.send())
                .onFailure(all::completeExceptionally).onSuccess(response -> {
                    Buffer stream = Buffer.buffer();
                    boolean[] said = new boolean[1];
                    response.handler(bytes -> {
                        stream.appendBuffer(bytes);
                        if (!said[0] && stream.toString().contains("process_generating")) {
                            said[0] = true;
                            begun.incrementAndGet();
                        }
                    });
                    response.endHandler(end -> all.complete(stream.toString()));
                    response.exceptionHandler(all::completeExceptionally);
                });
        return all;
    }

    /// What the replica has used of processors, which tells more than the clock where others use them, too.
    private Duration cpu() {
        return replica.process().info().totalCpuDuration().orElseThrow();
    }

    /// As the replica itself measures it.
    private long heapMegabytes() {
        String metrics = calls.request(HttpMethod.GET, replica.port(), HOST, "/q/metrics")
                .compose(request -> request.putHeader("accept", "text/plain").send()).compose(response -> response.body())
                .toCompletionStage().toCompletableFuture().join().toString();
        return metrics.lines().filter(line -> line.startsWith("jvm_memory_used_bytes") && line.contains("area=\"heap\""))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)) / 1_048_576).sum();
    }

    private long residentMegabytes() throws Exception {
        return Files.readAllLines(Path.of("/proc", Long.toString(replica.process().pid()), "status")).stream()
                .filter(line -> line.startsWith("VmRSS")).mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst().orElseThrow();
    }
}
