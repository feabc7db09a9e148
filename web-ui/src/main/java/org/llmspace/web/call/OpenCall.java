package org.llmspace.web.call;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.Accepted;
import org.llmspace.contracts.Failure;
import org.llmspace.contracts.FailureCode;
import org.llmspace.contracts.chat.ChatReply;
import org.llmspace.contracts.chat.Citation;
import org.llmspace.contracts.chat.Usage;
import org.llmspace.contracts.kafka.ReplyOrder;
import org.llmspace.contracts.pipeline.Media;
import org.llmspace.contracts.pipeline.PipelineOutput;
import org.llmspace.contracts.pipeline.PipelineReply;
import org.llmspace.web.backend.ReplyListener.Arrival;
import org.llmspace.web.endpoint.Answer;
import org.llmspace.web.endpoint.Answer.Stage;
import org.llmspace.web.endpoint.Endpoint;
import org.llmspace.web.endpoint.Inputs;

/// One call as all replicas see it: its replies, merged. Streams look at the answer so far and say what is new to them, so
/// a slow reader costs no memory and a reader that comes back misses nothing.
public final class OpenCall {

    /// About what a call takes without its answer.
    private static final int OVERHEAD = 1_000;

    private final String id;
    private final Endpoint endpoint;
    private final Accepted accepted;
    private final Inputs inputs;
    private final ReplyOrder order = new ReplyOrder();
    private final List<Runnable> watchers = new CopyOnWriteArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder reasoning = new StringBuilder();
    private final List<Citation> citations = new ArrayList<>();
    private final List<ChatReply> steps = new ArrayList<>();
    private List<String> warnings = List.of();
    private Stage stage = Stage.WAITING;
    private @Nullable String model;
    private PipelineReply.@Nullable Progress progress;
    private @Nullable PipelineOutput output;
    private @Nullable Usage usage;
    private @Nullable String kept;
    private @Nullable Failure failure;
    private @Nullable Instant startedAt;
    private @Nullable Instant endedAt;
    private @Nullable Instant cancelRequestedAt;
    private @Nullable Answer answer;
    private long durationMs;
    /// What came besides text, as large as it was on the way.
    private long bytes;
    private volatile boolean delivered;

    OpenCall(String id, Endpoint endpoint, Accepted accepted) {
        this.id = id;
        this.endpoint = endpoint;
        this.accepted = accepted;
        this.inputs = accepted.input() == null ? Inputs.of(Map.of()) : Inputs.ofJson(accepted.input());
    }

    public String id() {
        return id;
    }

    public Endpoint endpoint() {
        return endpoint;
    }

    public String session() {
        return accepted.sessionIfAny().orElse(id);
    }

    /// What was asked, as JSON text.
    public Optional<String> input() {
        return Optional.ofNullable(accepted.input());
    }

    /// The values of the endpoint's outputs at a moment, images and recordings as they are; empty while there are none.
    public List<@Nullable Object> values(Answer at) {
        return endpoint.values(at, inputs);
    }

    /// Like [#values], with references to images and recordings in their place.
    ///
    /// @param space the address of the Space, with a slash at its end
    public List<@Nullable Object> values(Answer at, String space) {
        List<@Nullable Object> values = new ArrayList<>(values(at));
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i) instanceof Media media) {
                values.set(i, GivenFiles.reference(this, endpoint.returns().get(i), media, space));
            }
        }
        return values;
    }

    public Instant acceptedAt() {
        return accepted.at();
    }

    public synchronized Answer answer() {
        Answer current = answer;
        if (current == null) {
            current = new Answer(stage, order.attempt(), model, text.toString(), reasoning.toString(),
                    List.copyOf(citations), List.copyOf(steps), progress, output, usage, warnings, durationMs, kept, failure);
            answer = current;
        }
        return current;
    }

    /// About what the call takes in memory.
    synchronized long bytes() {
        return OVERHEAD + 2L * (accepted.input() == null ? 0 : accepted.input().length())
                + 2L * (text.length() + reasoning.length())
                + bytes;
    }

    public synchronized boolean ended() {
        return stage.ended();
    }

    public synchronized Optional<Instant> endedAt() {
        return Optional.ofNullable(endedAt);
    }

    public synchronized Optional<Instant> cancelRequestedAt() {
        return Optional.ofNullable(cancelRequestedAt);
    }

    /// Whether a session's stream on this replica has brought the end of the call to its client.
    public boolean delivered() {
        return delivered;
    }

    public void markDelivered() {
        delivered = true;
    }

    /// Rings at each change, until the registration is closed.
    public Watch watch(Runnable bell) {
        watchers.add(bell);
        return () -> unwatch(bell);
    }

    void unwatch(Runnable bell) {
        watchers.remove(bell);
    }

    synchronized boolean waiting() {
        return stage == Stage.WAITING;
    }

    /// Ends a registration.
    public interface Watch extends AutoCloseable {
        @Override
        void close();
    }

    void apply(Arrival arrival, ChatReply reply) {
        if (!(reply instanceof ChatReply.TurnAccepted)) {
            merge(arrival, reply, () -> add(arrival, reply));
        }
    }

    void apply(Arrival arrival, PipelineReply reply) {
        if (!(reply instanceof PipelineReply.CallAccepted)) {
            merge(arrival, reply, () -> add(arrival, reply));
        }
    }

    void cancelRequested(Instant at) {
        synchronized (this) {
            if (cancelRequestedAt != null || stage.ended()) {
                return;
            }
            cancelRequestedAt = at;
        }
        ring();
    }

    /// Gives up on a call that nobody has ended in time.
    void expire(Duration after, Instant now) {
        synchronized (this) {
            if (stage.ended() || now.isBefore(accepted.at().plus(after))) {
                return;
            }
            fail(now, Failure.of(FailureCode.EXPIRED,
                    "No answer came within %d minutes. Ask again.".formatted(after.toMinutes())));
            answer = null;
        }
        ring();
    }

    private void merge(Arrival arrival, Object reply, Runnable change) {
        synchronized (this) {
            switch (order.place(arrival.position(), arrival.source())) {
                case IGNORE -> {
                    return;
                }
                case RESTART -> forget();
                case APPEND -> {
                }
            }
            if (startedAt == null) {
                startedAt = arrival.time();
            }
            stage = stage == Stage.WAITING ? Stage.RUNNING : stage;
            change.run();
            bytes += kept(reply) ? arrival.bytes() : 0;
            answer = null;
        }
        ring();
    }

    private static boolean kept(Object reply) {
        return !(reply instanceof ChatReply.Delta || reply instanceof ChatReply.ToolDelta || reply instanceof ChatReply.Progress
                || reply instanceof PipelineReply.Delta || reply instanceof PipelineReply.Progress);
    }

    private void add(Arrival arrival, ChatReply reply) {
        switch (reply) {
            case ChatReply.TurnAccepted _ -> {
            }
            case ChatReply.Started(String name) -> model = name;
            case ChatReply.Delta delta -> {
                progress = null;
                text.append(delta.text());
                reasoning.append(delta.reasoning() == null ? "" : delta.reasoning());
            }
            case ChatReply.Progress now ->
                progress = new PipelineReply.Progress(now.description(), now.unit(), now.done(), now.total());
            case ChatReply.ToolDelta _ -> {
            }
            case ChatReply.ToolCalled _ -> steps.add(reply);
            case ChatReply.ToolReturned _ -> steps.add(reply);
            case ChatReply.Prepared _ -> steps.add(reply);
            case ChatReply.Planned _ -> steps.add(reply);
            case ChatReply.Used _ -> steps.add(reply);
            case ChatReply.Compared _ -> steps.add(reply);
            case ChatReply.Answered _ -> {
                steps.add(reply);
                end(Stage.COMPLETED, arrival.time());
            }
            case ChatReply.Cited(Citation citation) -> cite(citation);
            case ChatReply.Completed completed -> complete(arrival, completed);
            case ChatReply.Failed(Failure why) -> fail(arrival.time(), why);
            case ChatReply.Cancelled _ -> end(Stage.CANCELLED, arrival.time());
        }
    }

    private void add(Arrival arrival, PipelineReply reply) {
        switch (reply) {
            case PipelineReply.CallAccepted _ -> {
            }
            case PipelineReply.Started(String name) -> model = name;
            case PipelineReply.Progress now -> progress = now;
            case PipelineReply.Delta delta -> text.append(delta.text());
            case PipelineReply.Completed completed -> {
                model = completed.model();
                output = completed.output();
                end(Stage.COMPLETED, arrival.time());
                durationMs = completed.durationMs();
            }
            case PipelineReply.Failed(Failure why) -> fail(arrival.time(), why);
            case PipelineReply.Cancelled _ -> end(Stage.CANCELLED, arrival.time());
        }
    }

    private void complete(Arrival arrival, ChatReply.Completed completed) {
        model = completed.model();
        usage = completed.usage();
        warnings = completed.warnings();
        kept = completed.kept() == null ? null : completed.kept().answer();
        completed.citations().forEach(this::cite);
        String whole = completed.message().text();
        if (!text.toString().equals(whole)) {
            text.setLength(0);
            text.append(whole);
        }
        end(Stage.COMPLETED, arrival.time());
    }

    private void cite(Citation citation) {
        if (citations.stream().noneMatch(known -> known.number() == citation.number())) {
            citations.add(citation);
        }
    }

    private void fail(Instant at, Failure why) {
        failure = why;
        end(Stage.FAILED, at);
    }

    private void end(Stage how, Instant at) {
        stage = how;
        endedAt = at;
        progress = null;
        durationMs = Duration.between(startedAt == null ? accepted.at() : startedAt, at).toMillis();
    }

    private void forget() {
        text.setLength(0);
        reasoning.setLength(0);
        citations.clear();
        steps.clear();
        warnings = List.of();
        stage = Stage.RUNNING;
        model = null;
        progress = null;
        output = null;
        usage = null;
        kept = null;
        failure = null;
        startedAt = null;
        endedAt = null;
        bytes = 0;
    }

    private void ring() {
        watchers.forEach(Runnable::run);
    }
}
