package org.llmspace.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What chat-service adds to a provider's own time to the first token, how many turns a second it does when the provider
/// answers at once, and what it weighs after many of them.
final class ChatBench {

    private static final String TURN = "{\"model\":\"%s\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"count\"}]}";
    private static final int[] AT_ONCE = { 1, 16, 64 };
    private static final int FEW_TURNS = 1_000;
    private static final int MANY_TURNS = 10_000;
    private static final Pattern USED = Pattern.compile("used (\\d+)K");

    private final Space space;
    private final URI provider;
    private final BiConsumer<String, Object> rows;

    /// @param rows takes the name and the figure of each row
    ChatBench(Space space, URI provider, BiConsumer<String, Object> rows) {
        this.space = space;
        this.provider = provider;
        this.rows = rows;
    }

    void run() throws Exception {
        URI service = space.chat().resolve("/v1");
        turns(FEW_TURNS, 16, service, "openai/instant"); // compiles what is hot
        weigh("after the first %,d turns".formatted(FEW_TURNS));
        for (int atOnce : AT_ONCE) {
            Percentiles straight = firstTokens(atOnce, provider, "paced");
            Percentiles through = firstTokens(atOnce, service, "openai/paced");
            rows.accept("chat-service, first token straight, %d at once".formatted(atOnce), straight);
            rows.accept("chat-service, first token through it, %d at once".formatted(atOnce), through);
            rows.accept("chat-service, what it adds, %d at once".formatted(atOnce),
                    new Percentiles(through.p50() - straight.p50(), through.p99() - straight.p99()));
        }
        for (int atOnce : AT_ONCE) {
            long begin = System.nanoTime();
            turns(FEW_TURNS * 2, atOnce, service, "openai/instant");
            rows.accept("chat-service, turns per second, %d at once".formatted(atOnce),
                    Math.round(FEW_TURNS * 2 / ((System.nanoTime() - begin) / 1e9)));
        }
        turns(MANY_TURNS, 16, service, "openai/instant");
        weigh("after %,d more".formatted(MANY_TURNS));
    }

    private Percentiles firstTokens(int atOnce, URI base, String model) throws Exception {
        turns(atOnce * 4, atOnce, base, model);
        return Percentiles.ofNanos(turns(Math.max(60, atOnce * 12), atOnce, base, model));
    }

    /// Nanoseconds to the first token of each.
    private List<Long> turns(int count, int atOnce, URI base, String model) throws Exception {
        try (ExecutorService clients = Executors.newFixedThreadPool(atOnce)) {
            List<Long> times = new ArrayList<>();
            Callable<Long> turn = () -> turn(base, model);
            for (Future<Long> time : clients.invokeAll(Collections.nCopies(count, turn))) {
                times.add(time.get());
            }
            return times;
        }
    }

    private long turn(URI base, String model) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + "/chat/completions")).timeout(Duration.ofSeconds(60))
                .header("content-type", "application/json").POST(HttpRequest.BodyPublishers.ofString(TURN.formatted(model)))
                .build();
        long begin = System.nanoTime();
        long first = 0;
        boolean whole = false;
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(space.stream(request), UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (first == 0 && line.contains("\"content\":\"0 ")) {
                    first = System.nanoTime() - begin;
                }
                whole |= line.contains("[DONE]");
            }
        }
        if (first == 0 || !whole) {
            throw new IllegalStateException("an answer of %s was not whole".formatted(model));
        }
        return first;
    }

    private void weigh(String when) throws IOException, InterruptedException {
        long pid = space.service("chat-service").pid();
        jcmd(pid, "GC.run");
        rows.accept("chat-service, live heap " + when, "%.1f MB".formatted(liveHeap(jcmd(pid, "GC.heap_info")) / 1024.0));
        String status = Files.readString(Path.of("/proc/%d/status".formatted(pid)));
        rows.accept("chat-service, resident " + when,
                status.replaceAll("(?s).*VmRSS:\\s+(\\d+) kB.*", "$1").transform(kilobytes -> Long.parseLong(kilobytes) / 1024)
                        + " MB");
    }

    /// In kilobytes: what each part of the heap uses, whatever the collector; classes are not on it.
    private static long liveHeap(String info) {
        long sum = 0;
        for (String line : info.lines().filter(line -> !line.contains("Metaspace") && !line.contains("class space")).toList()) {
            Matcher used = USED.matcher(line);
            sum += used.find() ? Long.parseLong(used.group(1)) : 0;
        }
        return sum;
    }

    private static String jcmd(long pid, String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(pid), command).redirectErrorStream(true).start();
        try (InputStream output = process.getInputStream()) {
            String text = new String(output.readAllBytes(), UTF_8);
            process.waitFor();
            return text;
        }
    }
}
