package org.llmspace.web.call;

import static java.util.Objects.requireNonNullElseGet;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.Accepted;
import org.llmspace.contracts.chat.ChatReply;
import org.llmspace.contracts.pipeline.PipelineReply;
import org.llmspace.web.backend.BackendConfig;
import org.llmspace.web.backend.CallPublisher;
import org.llmspace.web.backend.NewCall;
import org.llmspace.web.backend.ReplyFeed;
import org.llmspace.web.backend.ReplyListener;
import org.llmspace.web.endpoint.Answer;
import org.llmspace.web.endpoint.Endpoint;
import org.llmspace.web.endpoint.Endpoint.Exchange;
import org.llmspace.web.endpoint.Endpoints;
import org.llmspace.web.endpoint.Inputs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;

/// The calls that are under way or ended a while ago, the same on every replica because all read the same topics. The view
/// is bounded by number and by age.
@ApplicationScoped
public class OpenCalls implements ReplyListener {

    private static final Logger LOG = Logger.getLogger(OpenCalls.class);
    private static final int MAX_INPUT_CHARS = 20_000;
    private static final int REMEMBERED_EXCHANGES = 20;
    /// The latest call counts for a tenth of the average.
    private static final double WEIGHT = 10;
    private static final Duration GOOD_BYE = Duration.ofMillis(300);

    private final Endpoints endpoints;
    private final SentFiles files;
    private final CallPublisher publisher;
    private final ReplyFeed feed;
    private final ObjectMapper json;
    private final CallConfig config;
    private final Duration expires;
    private final Map<String, OpenCall> calls = new LinkedHashMap<>();
    private final Map<String, Session> sessions = new LinkedHashMap<>();
    private final Map<String, Double> averages = new ConcurrentHashMap<>();
    private long held;
    private volatile boolean stopping;

    OpenCalls(Endpoints endpoints, SentFiles files, CallPublisher publisher, ReplyFeed feed, ObjectMapper json,
            CallConfig config,
            BackendConfig backend, MeterRegistry meters) {
        this.endpoints = endpoints;
        this.files = files;
        this.publisher = publisher;
        this.feed = feed;
        this.json = json;
        this.config = config;
        this.expires = backend.callExpires();
        meters.gauge("llmspace.web.calls", this, OpenCalls::size);
        meters.gauge("llmspace.web.calls.bytes", this, OpenCalls::held);
        meters.gauge("llmspace.web.calls.open", this, open -> open.countOpen());
    }

    void start(@Observes StartupEvent event) {
        feed.start(this);
    }

    /// Streams have a moment to say good-bye.
    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping = true;
        List<Runnable> bells;
        synchronized (this) {
            bells = sessions.values().stream().flatMap(session -> session.bells().stream()).toList();
        }
        bells.forEach(Runnable::run);
        if (!bells.isEmpty()) {
            Thread.sleep(GOOD_BYE);
        }
    }

    /// Whether this replica is about to end.
    public boolean stopping() {
        return stopping;
    }

    /// How long calls of an endpoint take on average; empty if none has been seen to its end.
    public Optional<Double> averageSeconds(Endpoint endpoint) {
        return Optional.ofNullable(averages.get(endpoint.name()));
    }

    /// How calls went lately, by the names of their endpoints.
    public Map<String, CallFigures> figures() {
        List<OpenCall> known;
        synchronized (this) {
            known = List.copyOf(calls.values());
        }
        return CallFigures.of(known);
    }

    /// About what the answers that are kept take in memory.
    synchronized long held() {
        return held;
    }

    /// Takes a call; when this returns, the broker has it and every replica will know it.
    ///
    /// @throws org.llmspace.web.endpoint.InvalidInputException if the inputs make no sense
    /// @throws TooManyCallsException if too many are open
    /// @throws org.llmspace.web.backend.BackendUnavailableException if Kafka is away
    public OpenCall open(Endpoint endpoint, Inputs inputs, Caller caller) {
        String id = NewCall.newId();
        String session = caller.sessionOr(id);
        List<Exchange> past = requireNonNullElseGet(caller.past(), () -> exchanges(session));
        NewCall.Request request = endpoint.request(files.in(endpoint, inputs, this::file), past);
        String shown = requireNonNullElseGet(caller.input(), () -> inputs.toJson(MAX_INPUT_CHARS));
        Accepted accepted = new Accepted(session, endpoint.name(), shown, Instant.now());
        int open = countOpen();
        if (open >= config.maxOpenCalls()) {
            throw new TooManyCallsException(config.maxOpenCalls(), open);
        }
        OpenCall call = register(id, endpoint, accepted);
        try {
            LOG.infof("call %s of /%s", id, endpoint.name());
            publisher.publish(new NewCall(id, request instanceof NewCall.Request.Chat ? session : id, accepted, request));
        } catch (RuntimeException e) {
            remove(call);
            throw e;
        }
        return call;
    }

    public Optional<OpenCall> find(String id) {
        OpenCall call;
        synchronized (this) {
            call = calls.get(id);
        }
        if (call != null) {
            call.expire(expires, Instant.now());
        }
        return Optional.ofNullable(call);
    }

    /// Waits until this replica has read of a call that another one took.
    public Optional<OpenCall> await(String id, Duration atMost) throws InterruptedException {
        Instant until = Instant.now().plus(atMost);
        Optional<OpenCall> call = find(id);
        while (call.isEmpty() && Instant.now().isBefore(until)) {
            Thread.sleep(20);
            call = find(id);
        }
        return call;
    }

    /// Waits for the end of a call, at most for some time; the call may then still be open.
    public void awaitEnd(OpenCall call, Duration atMost) throws InterruptedException {
        Instant until = Instant.now().plus(atMost);
        Bell bell = new Bell();
        try (var watch = call.watch(bell)) {
            while (!call.ended() && Instant.now().isBefore(until)) {
                bell.await(Duration.ofSeconds(1));
                call.expire(expires, Instant.now());
            }
        }
    }

    /// An image or a recording that a call has answered with; empty if there is none of that name.
    public Optional<byte[]> file(String path) {
        int slash = path.indexOf('/');
        return slash < 0 ? Optional.empty()
                : find(path.substring(0, slash)).flatMap(call -> GivenFiles.find(call, path.substring(slash + 1)));
    }

    /// The calls of a session, oldest first.
    public synchronized List<OpenCall> ofSession(String session) {
        Session known = sessions.get(session);
        return known == null ? List.of() : List.copyOf(known.calls());
    }

    /// Rings at each change of a session's calls, those that are still to come included.
    public synchronized OpenCall.Watch watchSession(String session, Runnable bell) {
        Session known = sessions.computeIfAbsent(session, name -> new Session());
        known.bells().add(bell);
        known.calls().forEach(call -> call.watch(bell));
        return () -> unwatch(session, bell);
    }

    /// How many calls of its kind wait before a call; 0 means that it is the next.
    public synchronized int rank(OpenCall call) {
        int rank = 0;
        for (OpenCall other : calls.values()) {
            if (other == call) {
                return rank;
            }
            if (other.waiting() && other.endpoint().remembers() == call.endpoint().remembers()) {
                rank++;
            }
        }
        return rank;
    }

    /// How many calls have not ended.
    public synchronized int countOpen() {
        return (int) calls.values().stream().filter(call -> !call.ended()).count();
    }

    /// Stops a call; nothing happens if it has ended.
    public void cancel(OpenCall call, String reason) {
        if (!call.ended() && call.cancelRequestedAt().isEmpty()) {
            publisher.cancel(call.id(), reason);
            call.cancelRequested(Instant.now());
        }
    }

    @Override
    public void chat(Arrival arrival, ChatReply reply) {
        if (reply instanceof ChatReply.TurnAccepted(Accepted accepted)) {
            accept(arrival, accepted);
        } else {
            apply(arrival, call -> call.apply(arrival, reply));
        }
    }

    @Override
    public void pipeline(Arrival arrival, PipelineReply reply) {
        if (reply instanceof PipelineReply.CallAccepted(Accepted accepted)) {
            accept(arrival, accepted);
        } else {
            apply(arrival, call -> call.apply(arrival, reply));
        }
    }

    @Override
    public void cancelRequested(Arrival arrival) {
        find(arrival.call()).ifPresent(call -> call.cancelRequested(arrival.time()));
    }

    private void apply(Arrival arrival, Consumer<OpenCall> change) {
        OpenCall call = find(arrival.call()).orElse(null);
        if (call == null) {
            return;
        }
        boolean wasOpen = !call.ended();
        long before = call.bytes();
        change.accept(call);
        boolean ends = wasOpen && call.ended();
        synchronized (this) {
            held += calls.containsKey(call.id()) ? call.bytes() - before : 0;
            if (ends) {
                forgetOld();
            }
        }
        if (ends && call.answer().stage() == Answer.Stage.COMPLETED) {
            averages.merge(call.endpoint().name(), call.answer().durationMs() / 1000.0,
                    (average, latest) -> average + (latest - average) / WEIGHT);
        }
    }

    private void accept(Arrival arrival, Accepted accepted) {
        endpoints.known(accepted.endpoint()).ifPresent(endpoint -> register(arrival.call(), endpoint, accepted));
    }

    /// What was said in a session, as far as it is known.
    private List<Exchange> exchanges(String session) {
        List<Exchange> said = new ArrayList<>();
        for (OpenCall call : ofSession(session)) {
            String question = question(call);
            if (question != null && call.endpoint().remembers() && call.ended() && !call.answer().text().isEmpty()) {
                said.add(new Exchange(question, call.answer().text()));
            }
        }
        return said.subList(Math.max(0, said.size() - REMEMBERED_EXCHANGES), said.size());
    }

    private @Nullable String question(OpenCall call) {
        try {
            return json.readTree(call.input().orElse("{}")).path("message").textValue();
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized int size() {
        return calls.size();
    }

    private synchronized OpenCall register(String id, Endpoint endpoint, Accepted accepted) {
        OpenCall known = calls.get(id);
        if (known != null) {
            return known;
        }
        forgetOld();
        OpenCall call = new OpenCall(id, endpoint, accepted);
        calls.put(id, call);
        held += call.bytes();
        Session session = sessions.computeIfAbsent(call.session(), name -> new Session());
        session.calls().add(call);
        session.bells().forEach(call::watch);
        session.bells().forEach(Runnable::run);
        return call;
    }

    private synchronized void remove(OpenCall call) {
        held -= calls.remove(call.id()) == null ? 0 : call.bytes();
        forgetInSession(call);
    }

    private void forgetOld() {
        Instant now = Instant.now();
        Iterator<OpenCall> oldestFirst = calls.values().iterator();
        while (oldestFirst.hasNext()) {
            OpenCall oldest = oldestFirst.next();
            boolean old = oldest.acceptedAt().plus(expires).plus(config.kept()).isBefore(now);
            if (!old && calls.size() < config.maxKeptCalls() && held <= config.maxKeptSize().asLongValue()) {
                return;
            }
            if (old || oldest.ended()) {
                oldestFirst.remove();
                held -= oldest.bytes();
                forgetInSession(oldest);
            }
        }
    }

    private void forgetInSession(OpenCall call) {
        Session session = sessions.get(call.session());
        if (session != null) {
            session.calls().remove(call);
            session.bells().forEach(call::unwatch);
            forgetIfEmpty(call.session(), session);
        }
    }

    private synchronized void unwatch(String name, Runnable bell) {
        Session session = sessions.get(name);
        if (session != null) {
            session.bells().remove(bell);
            session.calls().forEach(call -> call.unwatch(bell));
            forgetIfEmpty(name, session);
        }
    }

    private void forgetIfEmpty(String name, Session session) {
        if (session.calls().isEmpty() && session.bells().isEmpty()) {
            sessions.remove(name);
        }
    }

    private record Session(List<OpenCall> calls, List<Runnable> bells) {
        Session() {
            this(new ArrayList<>(), new ArrayList<>());
        }
    }
}
