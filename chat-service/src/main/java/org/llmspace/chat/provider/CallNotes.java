package org.llmspace.chat.provider;

import java.io.IOException;
import java.time.Duration;
import java.util.regex.Pattern;

import org.llmspace.contracts.kafka.EventCodec;
import org.llmspace.contracts.kafka.ExpiringMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// What a model noted beside its tool calls, and wants to see again: Gemini's signatures, and the reasoning of models that
/// think before they call, such as DeepSeek's. They refuse a conversation whose calls come back without, and clients do not
/// keep such fields; so they are kept by the id of the call, and put back. Calls that another model made, or that are too old,
/// get the word that Gemini takes instead of a signature.
final class CallNotes {

    private static final Pattern SIGNS = Pattern.compile(".*gemini-(?![12]).*");
    private static final String NOT_SIGNED = "skip_thought_signature_validator";
    private static final Duration KEPT = Duration.ofHours(6);
    private static final int MOST = 20_000;
    private static final int MOST_REASONINGS = 2_000;

    private final ExpiringMap<String, JsonNode> signatures = new ExpiringMap<>(KEPT, MOST);
    private final ExpiringMap<String, String> reasonings = new ExpiringMap<>(KEPT, MOST_REASONINGS);

    /// Keeps what an event of a stream has.
    ///
    /// @param reasoning what the model thought in this answer so far
    void keep(JsonNode event, CharSequence reasoning) {
        for (JsonNode call : event.path("choices").path(0).path("delta").path("tool_calls")) {
            if (call.path("id").isTextual()) {
                String id = call.path("id").asText();
                if (call.path("extra_content").isObject()) {
                    signatures.put(id, call.path("extra_content"));
                }
                if (!reasoning.isEmpty()) {
                    reasonings.put(id, reasoning.toString());
                }
            }
        }
    }

    /// The body of a request with the notes of its calls.
    String restored(String body) {
        if (!body.contains("\"tool_calls\"")) {
            return body;
        }
        try {
            JsonNode request = EventCodec.json().readTree(body);
            boolean signed = SIGNS.matcher(request.path("model").asText()).matches();
            for (JsonNode message : request.path("messages")) {
                for (int i = 0; i < message.path("tool_calls").size(); i++) {
                    ObjectNode call = (ObjectNode) message.path("tool_calls").get(i);
                    // of calls that were made at the same time, the first one is signed
                    sign(call, signed && i == 0);
                    String reasoning = reasonings.get(call.path("id").asText());
                    if (reasoning != null) {
                        ((ObjectNode) message).put("reasoning_content", reasoning);
                    }
                }
            }
            return request.toString();
        } catch (IOException e) {
            throw new IllegalStateException("a request is no JSON", e);
        }
    }

    private void sign(ObjectNode call, boolean wanted) {
        JsonNode signature = signatures.get(call.path("id").asText());
        if (signature != null) {
            call.set("extra_content", signature);
        } else if (wanted) {
            call.putObject("extra_content").putObject("google").put("thought_signature", NOT_SIGNED);
        }
    }
}
