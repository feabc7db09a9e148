package org.llmspace.contracts.kafka;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/// A map that forgets what was put longest ago: by age, and by number. Safe for several threads.
public final class ExpiringMap<K, V> {

    private record Entry<V>(V value, long at) {
    }

    private final Map<K, Entry<V>> entries = new LinkedHashMap<>();
    private final long ageNanos;
    private final int capacity;

    public ExpiringMap(Duration age, int capacity) {
        this.ageNanos = age.toNanos();
        this.capacity = capacity;
    }

    public synchronized void put(K key, V value) {
        entries.remove(key);
        entries.put(key, new Entry<>(value, System.nanoTime()));
        forget();
    }

    public synchronized @Nullable V get(K key) {
        forget();
        Entry<V> entry = entries.get(key);
        return entry == null ? null : entry.value();
    }

    public boolean containsKey(K key) {
        return get(key) != null;
    }

    public synchronized void remove(K key) {
        entries.remove(key);
    }

    public synchronized int size() {
        return entries.size();
    }

    private void forget() {
        long now = System.nanoTime();
        Iterator<Entry<V>> oldestFirst = entries.values().iterator();
        while (oldestFirst.hasNext()
                && (now - oldestFirst.next().at() > ageNanos || entries.size() > capacity)) {
            oldestFirst.remove();
        }
    }
}
