package org.llmspace.pipeline.bench;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

/// Holds that both sides were asked the same and answered the same, or their times would mean nothing.
final class Answers {

    private static final double CLOSE = 1e-4;

    private Answers() {
    }

    /// @throws IllegalStateException if the values of one are not those of the other; fields that only one has may be there
    static void check(String what, JsonNode ours, JsonNode peers) {
        List<String> differences = new ArrayList<>();
        compare(flat(ours), flat(peers), differences);
        if (!differences.isEmpty()) {
            throw new IllegalStateException(
                    "%s: %s; ours %s, the peer's %s".formatted(what, differences.getFirst(), ours, peers));
        }
    }

    /// A list of one list is that list.
    private static JsonNode flat(JsonNode answer) {
        return answer.isArray() && answer.size() == 1 && answer.get(0).isArray() ? flat(answer.get(0)) : answer;
    }

    private static void compare(JsonNode ours, JsonNode peers, List<String> differences) {
        if (ours.isNumber() && peers.isNumber()) {
            add(Math.abs(ours.doubleValue() - peers.doubleValue()) > CLOSE, ours, peers, differences);
        } else if (ours.isArray() && peers.isArray() && ours.size() == peers.size()) {
            for (int i = 0; i < ours.size(); i++) {
                compare(ours.get(i), peers.get(i), differences);
            }
        } else if (ours.isObject() && peers.isObject()) {
            for (Iterator<String> names = peers.fieldNames(); names.hasNext();) {
                String name = names.next();
                if (ours.has(name)) {
                    compare(ours.get(name), peers.get(name), differences);
                }
            }
        } else {
            add(!ours.equals(peers), ours, peers, differences);
        }
    }

    private static void add(boolean differs, JsonNode ours, JsonNode peers, List<String> differences) {
        if (differs) {
            differences.add("%s is not %s".formatted(ours, peers));
        }
    }
}
