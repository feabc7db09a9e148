package org.llmspace.web.space;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import jakarta.ws.rs.core.StreamingOutput;

import org.jspecify.annotations.Nullable;
import org.llmspace.web.call.Bell;
import org.llmspace.web.call.OpenCall;
import org.llmspace.web.call.OpenCalls;
import org.llmspace.web.endpoint.Answer;

import com.fasterxml.jackson.databind.ObjectMapper;

/// The page's own stream of one call: each event says from which block on the answer has changed. An event's id is the
/// attempt and how much of its text the page has, which means the same on every replica.
final class CallEvents implements StreamingOutput {

    private static final Duration FRAME = Duration.ofMillis(40);
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);

    private final OpenCall call;
    private final OpenCalls calls;
    private final CallViews views;
    private final ObjectMapper json;
    private List<String> shown;

    /// @param lastEventId of the event that the page got last; null or empty for none
    CallEvents(OpenCall call, OpenCalls calls, CallViews views, ObjectMapper json, @Nullable String lastEventId) {
        this.call = call;
        this.calls = calls;
        this.views = views;
        this.json = json;
        this.shown = shownAt(lastEventId);
    }

    @Override
    public void write(OutputStream out) throws IOException {
        Bell bell = new Bell();
        try (var watch = call.watch(bell)) {
            stream(out, bell);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    private void stream(OutputStream out, Bell bell) throws IOException, InterruptedException {
        String said = "";
        Instant beatAt = Instant.now();
        while (true) {
            Answer answer = calls.find(call.id()).map(OpenCall::answer).orElseGet(call::answer);
            CallView view = views.of(call, answer);
            if (!view.blocks().equals(shown) || !view.note().equals(said)) {
                send(out, "id: " + answer.attempt() + "." + answer.text().length() + "\ndata: "
                        + json.writeValueAsString(event(view)) + "\n\n");
                shown = view.blocks();
                said = view.note();
                beatAt = Instant.now();
            }
            if (answer.ended()) {
                return;
            }
            if (Duration.between(beatAt, Instant.now()).compareTo(KEEP_ALIVE) >= 0) {
                send(out, ": still here\n\n");
                beatAt = Instant.now();
            }
            Thread.sleep(FRAME);
            bell.await(Duration.ofSeconds(1));
        }
    }

    private Map<String, @Nullable Object> event(CallView view) {
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
        return event;
    }

    /// What the page showed at an event; nothing if that belongs to an attempt that was given up.
    private List<String> shownAt(@Nullable String id) {
        Answer now = call.answer();
        if (id == null || !id.startsWith(now.attempt() + ".")) {
            return List.of();
        }
        try {
            int length = Integer.parseInt(id.substring(id.indexOf('.') + 1));
            return length <= 0 || length > now.text().length() || now.ended() ? List.of()
                    : Markdown.blocks(now.text().substring(0, length), now.citations().size(),
                            number -> Markdown.anchor(call.id(), number));
        } catch (NumberFormatException e) {
            return List.of();
        }
    }

    private static void send(OutputStream out, String event) throws IOException {
        out.write(event.getBytes(UTF_8));
        out.flush();
    }
}
