package org.llmspace.pipeline.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import org.jboss.logging.Logger;

/// Keeps the graphs in memory within a budget: before one more is opened, the models that were not used for the longest
/// time are closed, but never one that is in use. If all are, they take more than the budget until calls have ended.
final class ModelMemory {

    private static final Logger LOG = Logger.getLogger(ModelMemory.class);

    private final Map<String, CompletableFuture<Model>> loaded;
    private final long budget;

    ModelMemory(Map<String, CompletableFuture<Model>> loaded, long budget) {
        this.loaded = loaded;
        this.budget = budget;
    }

    /// @param more bytes that are needed besides those that are taken
    void makeRoom(long more) {
        if (bytes() + more > budget) {
            closeOldest(more);
        }
    }

    private synchronized void closeOldest(long more) {
        List<Map.Entry<String, CompletableFuture<Model>>> oldest = loaded.entrySet().stream()
                .filter(entry -> entry.getValue().state() == CompletableFuture.State.SUCCESS)
                .sorted(Comparator.comparingLong(entry -> entry.getValue().resultNow().lastUsed())).toList();
        for (var entry : oldest) {
            if (bytes() + more <= budget) {
                return;
            }
            Model model = entry.getValue().resultNow();
            if (model.sizeBytes() > 0 && model.retire()) {
                loaded.remove(entry.getKey(), entry.getValue()); // first, so that callers do not wait for a closed one
                model.close();
                LOG.infof("model %s is closed to make room", entry.getKey());
            }
        }
    }

    /// What all graphs in memory take.
    long bytes() {
        return loaded.values().stream().filter(model -> model.state() == CompletableFuture.State.SUCCESS)
                .mapToLong(model -> model.resultNow().sizeBytes()).sum();
    }

    /// Half of what this process may have; the rest is for what runs need besides the weights.
    static long half() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/meminfo"))) {
            long machine = lines.filter(line -> line.startsWith("MemTotal:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024).findFirst().orElse(Long.MAX_VALUE);
            return Math.min(machine, containerLimit()) / 2;
        } catch (IOException e) {
            return Long.MAX_VALUE; // no Linux, no limit
        }
    }

    private static long containerLimit() throws IOException {
        Path limit = Path.of("/sys/fs/cgroup/memory.max");
        String bytes = Files.isReadable(limit) ? Files.readString(limit).strip() : "max";
        return bytes.equals("max") ? Long.MAX_VALUE : Long.parseLong(bytes);
    }
}
