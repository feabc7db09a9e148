package org.llmspace.web.space;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.pipeline.PipelineReply;
import org.llmspace.web.call.CallStream;
import org.llmspace.web.call.Events;
import org.llmspace.web.call.OpenCall;
import org.llmspace.web.call.OpenCalls;
import org.llmspace.web.endpoint.Answer;

import com.fasterxml.jackson.databind.ObjectMapper;

/// The page's own stream of one call: each event says from which block on the answer has changed. An event's id is the
/// attempt and how much of its text the page has, which means the same on every replica.
final class CallEvents extends CallStream {

    private static final Duration FRAME = Duration.ofMillis(40);

    private final OpenCall call;
    private final CallViews views;
    private final ObjectMapper json;
    private final long usualMs;
    private List<String> shown;
    private String said = "";

    /// @param lastEventId of the event that the page got last; null or empty for none
    CallEvents(OpenCall call, OpenCalls calls, CallViews views, ObjectMapper json, @Nullable String lastEventId) {
        super(call, calls);
        this.call = call;
        this.views = views;
        this.json = json;
        this.shown = shownAt(lastEventId);
        this.usualMs = call.endpoint().remembers() ? 0
                : (long) (1000 * calls.averageSeconds(call.endpoint()).orElse(0.0));
    }

    @Override
    protected boolean say(Answer answer, OutputStream out) throws IOException {
        CallView view = views.of(call, answer);
        if (view.blocks().equals(shown) && view.note().equals(said)) {
            return false;
        }
        Events.send(out, "id: " + answer.attempt() + "." + answer.text().length() + "\ndata: "
                + json.writeValueAsString(event(view, answer.progress())) + "\n\n");
        shown = view.blocks();
        said = view.note();
        return true;
    }

    @Override
    protected Duration frame() {
        return FRAME;
    }

    private Map<String, @Nullable Object> event(CallView view, PipelineReply.@Nullable Progress progress) {
        int from = 0;
        while (from < Math.min(shown.size(), view.blocks().size()) && shown.get(from).equals(view.blocks().get(from))) {
            from++;
        }
        Map<String, @Nullable Object> event = new LinkedHashMap<>();
        event.put("stage", view.stage());
        event.put("note", view.note());
        event.put("from", from);
        event.put("blocks", view.blocks().subList(from, view.blocks().size()));
        event.put("text", view.open() ? null : view.text());
        event.put("kept", view.kept());
        event.put("elapsed_ms", Duration.between(call.acceptedAt(), Instant.now()).toMillis());
        event.put("usual_ms", usualMs);
        event.put("share", share(progress));
        return event;
    }

    private static @Nullable Double share(PipelineReply.@Nullable Progress progress) {
        Long total = progress == null ? null : progress.total();
        return progress == null || total == null || total == 0 ? null : (double) progress.done() / total;
    }

    /// What the page showed at an event; nothing if that belongs to an attempt that was given up.
    private List<String> shownAt(@Nullable String id) {
        Answer now = call.answer();
        if (id == null || !id.startsWith(now.attempt() + ".")) {
            return List.of();
        }
        try {
            int length = Integer.parseInt(id.substring(id.indexOf('.') + 1));
            return length <= 0 || length > now.text().length() || now.ended() || !now.reasoning().isEmpty()
                    || !now.steps().isEmpty() ? List.of()
                            : Markdown.blocks(now.text().substring(0, length), now.citations().size(),
                                    number -> Markdown.anchor(call.id(), number));
        } catch (NumberFormatException e) {
            return List.of();
        }
    }
}
