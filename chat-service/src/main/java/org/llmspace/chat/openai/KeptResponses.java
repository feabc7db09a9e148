package org.llmspace.chat.openai;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.kafka.EventCodec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// Responses that later ones can follow: for a while, and no more than the memory that they may take.
final class KeptResponses {

    /// @param messages the conversation with the answer, as chat completions would be sent it
    /// @param input what the client sent
    record Kept(ObjectNode response, ArrayNode messages, JsonNode input) {

        /// As it is kept elsewhere.
        ObjectNode json() {
            ObjectNode json = EventCodec.json().createObjectNode();
            json.set("response", response);
            json.set("messages", messages);
            return json.set("input", input);
        }

        static Kept of(String json) {
            try {
                JsonNode tree = EventCodec.json().readTree(json);
                return new Kept(tree.withObject("/response"), tree.withArray("/messages"), tree.path("input"));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("a kept response is no JSON", e);
            }
        }

        private long size() {
            return (long) response.toString().length() + messages.toString().length() + input.toString().length();
        }
    }

    private record Entry(Kept kept, long size, long at) {
    }

    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Duration age;
    private final long most;
    private long size;

    /// @param most characters of JSON, all responses together
    KeptResponses(Duration age, long most) {
        this.age = age;
        this.most = most;
    }

    synchronized void put(String id, Kept kept) {
        remove(id);
        Entry entry = new Entry(kept, kept.size(), System.nanoTime());
        entries.put(id, entry);
        size += entry.size();
        forget();
    }

    synchronized @Nullable Kept get(String id) {
        forget();
        Entry entry = entries.get(id);
        return entry == null ? null : entry.kept();
    }

    synchronized void remove(String id) {
        Entry entry = entries.remove(id);
        size -= entry == null ? 0 : entry.size();
    }

    private void forget() {
        Iterator<Entry> oldestFirst = entries.values().iterator();
        while (oldestFirst.hasNext()) {
            Entry oldest = oldestFirst.next();
            if (size <= most && System.nanoTime() - oldest.at() < age.toNanos()) {
                return;
            }
            size -= oldest.size();
            oldestFirst.remove();
        }
    }
}
