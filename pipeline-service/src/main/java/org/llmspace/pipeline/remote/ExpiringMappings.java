package org.llmspace.pipeline.remote;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/// Who runs which model, so that the Hub is not asked before each call; the oldest are forgotten.
final class ExpiringMappings {

    private static final int MOST = 1000;

    private final long lifetimeNanos;
    private final Map<String, Known> known = new LinkedHashMap<>();

    ExpiringMappings(long lifetimeNanos) {
        this.lifetimeNanos = lifetimeNanos;
    }

    List<Mapping> get(String repository, Function<String, List<Mapping>> ask) {
        Known earlier = look(repository);
        if (earlier != null && System.nanoTime() - earlier.at() < lifetimeNanos) {
            return earlier.mappings();
        }
        List<Mapping> mappings = ask.apply(repository);
        keep(repository, new Known(mappings, System.nanoTime()));
        return mappings;
    }

    private synchronized @Nullable Known look(String repository) {
        return known.get(repository);
    }

    private synchronized void keep(String repository, Known fresh) {
        known.remove(repository);
        known.put(repository, fresh);
        if (known.size() > MOST) {
            known.remove(known.keySet().iterator().next());
        }
    }

    private record Known(List<Mapping> mappings, long at) {
    }
}
