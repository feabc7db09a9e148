package org.llmspace.web.gradio;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.pipeline.PipelineReply;
import org.llmspace.web.call.OpenCall;
import org.llmspace.web.endpoint.Answer;

/// The messages of a session's stream. Clients stop at a `msg` that they do not know, so there are no others.
final class Messages {

    /// What the Python client compares with, word for word.
    static final String SERVER_STOPPED = "Server stopped unexpectedly.";

    private Messages() {
    }

    /// @param eta seconds until the call has probably ended; null if nothing is known of calls like it
    static Map<String, @Nullable Object> estimation(@Nullable String event, @Nullable Integer rank, int size,
            @Nullable Double eta) {
        return object("msg", "estimation", "event_id", event, "rank", rank, "queue_size", size, "rank_eta", eta);
    }

    static Map<String, @Nullable Object> starts(String event, @Nullable Double eta) {
        return object("msg", "process_starts", "event_id", event, "eta", eta);
    }

    static Map<String, @Nullable Object> warning(String event, String what) {
        return object("msg", "log", "event_id", event, "log", what, "level", "warning", "title", "Warning", "duration", 10,
                "visible", true);
    }

    static Map<String, @Nullable Object> progress(String event, PipelineReply.Progress progress) {
        Long total = progress.total();
        Double share = total == null || total == 0 ? null : (double) progress.done() / total;
        return object("msg", "progress", "event_id", event, "progress_data",
                List.of(object("index", progress.done(), "length", total, "unit", progress.unit(), "progress", share,
                        "desc", progress.description())));
    }

    /// @param data full values in the first message of an event, edits in the later ones
    static Map<String, @Nullable Object> generating(String event, List<@Nullable Object> data) {
        return object("msg", "process_generating", "event_id", event, "output", output(data, true, null, null), "success",
                true, "time_limit", null);
    }

    static Map<String, @Nullable Object> completed(String event, List<@Nullable Object> data, double seconds,
            @Nullable Double average) {
        return object("msg", "process_completed", "event_id", event, "output", output(data, false, seconds, average),
                "success", true, "title", null, "used_cache", null, "cache_duration", null, "avg_time", average);
    }

    static Map<String, @Nullable Object> failed(String event, String error) {
        return object("msg", "process_completed", "event_id", event, "output", error(error), "success", false, "title",
                "Error");
    }

    /// The Python client breaks at any further key.
    static Map<String, @Nullable Object> error(String error) {
        return object("error", error, "title", "Error", "visible", true, "duration", 10);
    }

    static Map<String, @Nullable Object> heartbeat() {
        return object("msg", "heartbeat", "event_id", null);
    }

    static Map<String, @Nullable Object> unexpectedError(String message, boolean sessionNotFound) {
        return object("msg", "unexpected_error", "event_id", null, "message", message, "session_not_found",
                sessionNotFound, "success", false);
    }

    static Map<String, @Nullable Object> closeStream() {
        return object("msg", "close_stream", "event_id", null);
    }

    static Map<String, @Nullable Object> output(List<@Nullable Object> data, boolean generating,
            @Nullable Double seconds, @Nullable Double average) {
        return object("data", data, "is_generating", generating, "duration", seconds, "average_duration", average,
                "render_config", null, "changed_state_ids", List.of());
    }

    /// One value for each output of the endpoint, null where there is none yet.
    static List<@Nullable Object> data(OpenCall call, Answer answer, String space) {
        List<@Nullable Object> values = call.values(answer, space);
        return values.isEmpty() ? new ArrayList<>(Collections.nCopies(call.endpoint().returns().size(), null)) : values;
    }

    private static Map<String, @Nullable Object> object(@Nullable Object... keysAndValues) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            object.put(String.valueOf(keysAndValues[i]), keysAndValues[i + 1]);
        }
        return object;
    }
}
