package org.llmspace.web;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import org.llmspace.contracts.kafka.KafkaTopics;
import org.llmspace.local.KafkaBroker;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;

/// How many streams one packaged replica holds open, and how many deltas it passes on in a second, from Kafka to Gradio's
/// clients. Run it from web-ui after `mvn package`, with the test class path: StreamsBench [open streams].
final class StreamsBench {

    private static final String HOST = "localhost";

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient calls = vertx.createHttpClient(new HttpClientOptions().setMaxPoolSize(32));
    private final HttpClient streams = vertx
            .createHttpClient(new HttpClientOptions().setMaxPoolSize(20_000).setKeepAlive(false));
    private final Replica replica;

    private StreamsBench(Replica replica) {
        this.replica = replica;
    }

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
            System.out.printf("resident after the start: %d MB%n", bench.residentMegabytes());
            bench.hold(open, workers);
            for (int run = 0; run < 4; run++) {
                bench.deltas(64, 2_000);
            }
            System.out.printf("resident after that: %d MB%n", bench.residentMegabytes());
            bench.vertx.close().toCompletionStage().toCompletableFuture().join();
        }
        System.exit(0);
    }

    private void deltas(int sessions, int each) {
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
        System.out.printf(
                "%d streams of %d deltas: %.1f s, %.0f deltas/s, %.0f messages/s; %.1f s of CPU, %.0f deltas per s of it%n",
                sessions, each, seconds, sessions * each / seconds, messages / seconds, cpuSeconds,
                sessions * each / cpuSeconds);
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
        System.out.printf("%d streams open after %.1f s; resident: %d MB%n", open, (System.nanoTime() - begin) / 1e9,
                residentMegabytes());
        Thread.sleep(20_000);
        System.out.printf("20 s later, with heartbeats: %d MB%n", residentMegabytes());
        begin = System.nanoTime();
        workers.release();
        long whole = answers.stream().filter(answer -> answer.join().contains("Held and released.")).count();
        System.out.printf("%d of %d ended with the whole answer within %.1f s; resident: %d MB%n", whole, open,
                (System.nanoTime() - begin) / 1e9, residentMegabytes());
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

    private long residentMegabytes() throws Exception {
        return Files.readAllLines(Path.of("/proc", Long.toString(replica.process().pid()), "status")).stream()
                .filter(line -> line.startsWith("VmRSS")).mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst().orElseThrow();
    }
}
