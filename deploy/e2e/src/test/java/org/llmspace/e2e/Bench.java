package org.llmspace.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import com.fasterxml.jackson.databind.ObjectMapper;

/// The benchmarks of `./space bench`: how fast the Space starts, what it weighs, and what Kafka and the services add to
/// a provider's own time. Prints a table and writes `deploy/e2e/target/bench.json`. `./space bench chat` runs only what is
/// about chat-service, `./space bench turns` only what tells the ways to a turn apart.
final class Bench {

    private static final int WARM_UP = 200;
    private static final int CALLS = 400;
    private static final int SOAK_STREAMS = 5_000;
    private static final String TURN = "{\"model\":\"%s\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"count\"}]}";

    private final Map<String, Object> figures = new LinkedHashMap<>();
    private final List<String[]> rows = new ArrayList<>();
    private final Space space;
    private final OpenAiLikeServer provider;

    private Bench(Space space, OpenAiLikeServer provider) {
        this.space = space;
        this.provider = provider;
    }

    public static void main(String[] arguments) throws Exception {
        Path home = Files.createTempDirectory("llm-space-bench");
        try (OpenAiLikeServer provider = new OpenAiLikeServer()) {
            Map<String, String> environment = Map.of("OPENAI_BASE_URL", provider.baseUrl(), "OPENAI_API_KEY", "unused");
            Space.start(home, environment).close();
            long begin = System.nanoTime();
            try (Space space = Space.start(home, environment)) {
                Bench bench = new Bench(space, provider);
                bench.row("second start of the whole", "%.1f s".formatted((System.nanoTime() - begin) / 1e9));
                String only = arguments.length == 0 ? "" : arguments[0];
                if (!only.equals("chat")) {
                    bench.turns();
                }
                if (only.isEmpty()) {
                    bench.soak();
                }
                if (!only.equals("turns")) {
                    new ChatBench(space, URI.create(provider.baseUrl()), bench::row).run();
                }
                bench.print();
            }
        }
    }

    private void turns() throws Exception {
        memory("resident memory after start, ");
        try (RecordTurns records = new RecordTurns(space.kafka())) {
            for (int atOnce : new int[] { 1, 8 }) {
                measure("straight from the provider", atOnce, () -> openAi(URI.create(provider.baseUrl()), "counter"));
                measure("through chat-service over HTTP", atOnce,
                        () -> openAi(space.chat().resolve("/v1"), "openai/counter"));
                measure("through chat-service over Kafka", atOnce, () -> records.ask("openai/counter", "count"));
                measure("through web-ui and Kafka", atOnce, this::gradio);
            }
        }
    }

    private void print() throws IOException {
        Path json = Path.of(System.getProperty("bench.json", "target/bench.json"));
        Files.createDirectories(json.toAbsolutePath().getParent());
        new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(json.toFile(), figures);
        System.out.println(Percentiles.table(rows));
        System.out.println("As JSON: " + json.toAbsolutePath());
    }

    private void measure(String what, int atOnce, Callable<Streamed> call) throws Exception {
        repeat(WARM_UP, atOnce, call);
        List<Streamed> answers = repeat(CALLS, atOnce, call);
        long broken = answers.stream().filter(answer -> !answer.whole()).count();
        row(what + ", " + atOnce + " at once, first delta",
                Percentiles.ofNanos(answers.stream().map(Streamed::firstDelta).toList()));
        row(what + ", " + atOnce + " at once, 100 deltas",
                Percentiles.ofNanos(answers.stream().map(Streamed::total).toList()));
        if (broken > 0) {
            row(what + ", answers that were not whole", broken);
        }
    }

    private void soak() throws Exception {
        long begin = System.nanoTime();
        List<Streamed> answers = repeat(SOAK_STREAMS, 16, this::gradio);
        double seconds = (System.nanoTime() - begin) / 1e9;
        row("soak: streams of 100 deltas, 16 at once", SOAK_STREAMS);
        row("soak: streams that were not whole", answers.stream().filter(answer -> !answer.whole()).count());
        row("soak: streams per second", Math.round(SOAK_STREAMS / seconds));
        memory("resident memory after the soak, ");
    }

    private static List<Streamed> repeat(int calls, int atOnce, Callable<Streamed> call) throws Exception {
        try (ExecutorService clients = Executors.newFixedThreadPool(atOnce)) {
            List<Streamed> answers = new ArrayList<>();
            for (Future<Streamed> answer : clients.invokeAll(Collections.nCopies(calls, call))) {
                answers.add(answer.get());
            }
            return answers;
        }
    }

    /// One turn by OpenAI's protocol.
    private Streamed openAi(URI base, String model) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + "/chat/completions"))
                .timeout(Duration.ofSeconds(60)).header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(TURN.formatted(model))).build();
        return read(request, "\"content\":\"0", "[DONE]");
    }

    /// One turn by Gradio's simple protocol: a POST, then a stream.
    private Streamed gradio() throws IOException, InterruptedException {
        long begin = System.nanoTime();
        String joined = space.post(space.web().resolve("/gradio_api/call/v2/chat"), "application/json",
                "{\"message\":\"count\",\"model\":\"openai/counter\"}").body();
        String event = joined.replaceAll("(?s).*\"event_id\"\\s*:\\s*\"([^\"]+)\".*", "$1");
        Streamed streamed = read(HttpRequest.newBuilder(space.web().resolve("/gradio_api/call/chat/" + event)).build(),
                "data: [\"0", OpenAiLikeServer.wholeAnswer().strip());
        long joining = System.nanoTime() - begin - streamed.total();
        return new Streamed(streamed.firstDelta() + joining, streamed.total() + joining, streamed.whole());
    }

    private Streamed read(HttpRequest request, String first, String last) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        long firstDelta = 0;
        boolean whole = false;
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(space.stream(request), UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (firstDelta == 0 && line.contains(first)) {
                    firstDelta = System.nanoTime() - begin;
                }
                whole |= line.contains(last);
            }
        }
        return new Streamed(firstDelta, System.nanoTime() - begin, whole && firstDelta > 0);
    }

    private void memory(String what) throws IOException {
        for (String service : List.of("web-ui", "chat-service", "pipeline-service")) {
            String status = Files.readString(Path.of("/proc/%d/status".formatted(space.service(service).pid())));
            row(what + service, status.replaceAll("(?s).*VmRSS:\\s+(\\d+) kB.*", "$1").transform(Bench::megabytes));
        }
    }

    private static String megabytes(String kilobytes) {
        return "%d MB".formatted(Long.parseLong(kilobytes) / 1024);
    }

    private void row(String what, Object figure) {
        figures.put(what, figure instanceof Percentiles ? figure : String.valueOf(figure));
        rows.add(new String[] { what, String.valueOf(figure) });
    }
}
