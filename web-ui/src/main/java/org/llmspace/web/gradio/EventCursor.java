package org.llmspace.web.gradio;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.Failure;
import org.llmspace.contracts.pipeline.PipelineReply;
import org.llmspace.web.call.OpenCall;
import org.llmspace.web.call.OpenCalls;
import org.llmspace.web.endpoint.Answer;

/// What a session's stream has said of one call, so that it says each thing once.
final class EventCursor {

    /// Clients that cancel take the final message only after the answer to their cancel request.
    private static final Duration AFTER_CANCEL = Duration.ofMillis(200);
    /// A worker that does not confirm a cancellation is not waited for.
    private static final Duration CANCEL_CONFIRMED = Duration.ofSeconds(2);

    private final OpenCall call;
    private final OpenCalls calls;
    private final String space;
    private int saidRank = -1;
    private boolean saidStart;
    private boolean done;
    private List<@Nullable Object> values = List.of();
    private PipelineReply.@Nullable Progress progress;

    EventCursor(OpenCall call, OpenCalls calls, String space) {
        this.call = call;
        this.calls = calls;
        this.space = space;
    }

    boolean done() {
        return done;
    }

    /// Says what is new.
    void advance(EventBytes out) throws IOException {
        if (done) {
            return;
        }
        Answer answer = call.answer();
        sayRank(answer, out);
        if (!saidStart && answer.stage() != Answer.Stage.WAITING) {
            saidStart = true;
            out.message(Messages.starts(call.id(), average()));
        }
        sayProgress(answer, out);
        sayValue(answer, out);
        if (mayEnd(answer)) {
            sayEnd(answer, out);
        }
    }

    private void sayRank(Answer answer, EventBytes out) throws IOException {
        if (answer.stage() == Answer.Stage.WAITING) {
            int rank = calls.rank(call);
            if (rank != saidRank) {
                saidRank = rank;
                Double average = average();
                out.message(Messages.estimation(call.id(), rank, Math.max(rank + 1, calls.countOpen()),
                        average == null ? null : average * (rank + 1)));
            }
        } else if (saidRank < 0) {
            saidRank = 0;
            out.message(Messages.estimation(call.id(), 0, 1, average()));
        }
    }

    private @Nullable Double average() {
        return calls.averageSeconds(call.endpoint()).orElse(null);
    }

    private void sayProgress(Answer answer, EventBytes out) throws IOException {
        PipelineReply.Progress now = answer.progress();
        if (now != null && !now.equals(progress)) {
            progress = now;
            out.message(Messages.progress(call.id(), now));
        }
    }

    /// The last value, too: those who iterate get nothing of the final message.
    private void sayValue(Answer answer, EventBytes out) throws IOException {
        List<@Nullable Object> now = call.endpoint().streams() ? call.values(answer, space) : List.of();
        if (!tells(now) || now.equals(values)) {
            return;
        }
        out.message(Messages.generating(call.id(), values.isEmpty() ? now : edits(now)));
        values = now;
    }

    /// Whether there is anything to say yet.
    static boolean tells(List<@Nullable Object> values) {
        return values.stream().anyMatch(value -> value != null && !value.equals(""));
    }

    private List<@Nullable Object> edits(List<@Nullable Object> now) {
        List<@Nullable Object> edits = new ArrayList<>();
        for (int i = 0; i < now.size(); i++) {
            edits.add(Diff.between(values.get(i), now.get(i)));
        }
        return edits;
    }

    private boolean mayEnd(Answer answer) {
        Optional<Instant> cancelled = call.cancelRequestedAt();
        if (cancelled.isEmpty()) {
            return answer.ended();
        }
        Duration since = Duration.between(cancelled.get(), Instant.now());
        return since.compareTo(answer.ended() ? AFTER_CANCEL : CANCEL_CONFIRMED) >= 0;
    }

    private void sayEnd(Answer answer, EventBytes out) throws IOException {
        for (String warning : answer.warnings()) {
            out.message(Messages.warning(call.id(), warning));
        }
        Failure failure = answer.failure();
        List<@Nullable Object> last = call.values(answer).isEmpty() ? values : call.values(answer, space);
        out.message(failure != null && call.cancelRequestedAt().isEmpty()
                ? Messages.failed(call.id(), failure.message())
                : Messages.completed(call.id(), last.isEmpty() ? Messages.data(call, answer, space) : last,
                        answer.durationMs() / 1000.0, average()));
        done = true;
        call.markDelivered();
    }
}
