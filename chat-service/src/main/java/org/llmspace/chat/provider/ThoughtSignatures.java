package org.llmspace.chat.provider;

import java.io.IOException;
import java.time.Duration;

import org.llmspace.contracts.kafka.EventCodec;
import org.llmspace.contracts.kafka.ExpiringMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// What Gemini signs its tool calls with. It refuses a conversation whose calls come back without, so signatures are kept by
/// the id of the call, and put back. Calls that another model made, or that are too old, get the word that Gemini takes instead.
final class ThoughtSignatures {

    private static final String NOT_SIGNED = "skip_thought_signature_validator";
    private static final Duration KEPT = Duration.ofHours(6);
    private static final int MOST = 20_000;

    private final ExpiringMap<String, JsonNode> kept = new ExpiringMap<>(KEPT, MOST);

    /// Keeps what an event of a stream has.
    void keep(JsonNode event) {
        for (JsonNode call : event.path("choices").path(0).path("delta").path("tool_calls")) {
            JsonNode signed = call.path("extra_content");
            if (signed.isObject() && call.path("id").isTextual()) {
                kept.put(call.path("id").asText(), signed);
            }
        }
    }

    /// The body of a request with the signatures of its calls.
    String restored(String body) {
        if (!body.contains("\"tool_calls\"")) {
            return body;
        }
        try {
            JsonNode request = EventCodec.json().readTree(body);
            boolean wanted = request.path("model").asText().contains("gemini-3");
            for (JsonNode message : request.path("messages")) {
                for (int i = 0; i < message.path("tool_calls").size(); i++) {
                    // of calls that were made at the same time, the first one is signed
                    sign((ObjectNode) message.path("tool_calls").get(i), wanted && i == 0);
                }
            }
            return request.toString();
        } catch (IOException e) {
            throw new IllegalStateException("a request is no JSON", e);
        }
    }

    private void sign(ObjectNode call, boolean wanted) {
        JsonNode signed = kept.get(call.path("id").asText());
        if (signed != null) {
            call.set("extra_content", signed);
        } else if (wanted) {
            call.putObject("extra_content").putObject("google").put("thought_signature", NOT_SIGNED);
        }
    }
}
