package org.llmspace.chat.messaging;

import java.time.Instant;

import jakarta.enterprise.context.ApplicationScoped;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;
import org.llmspace.chat.turn.ChatTasks;
import org.llmspace.chat.turn.ChatTurns;
import org.llmspace.chat.turn.ReplyStream;
import org.llmspace.contracts.Failure;
import org.llmspace.contracts.FailureCode;
import org.llmspace.contracts.Topics;
import org.llmspace.contracts.chat.ChatReply;
import org.llmspace.contracts.chat.ChatRequest;
import org.llmspace.contracts.kafka.Cancellations.Registration;
import org.llmspace.contracts.kafka.Envelope;
import org.llmspace.contracts.kafka.Event;
import org.llmspace.contracts.kafka.EventCodec;
import org.llmspace.contracts.kafka.EventPublisher;
import org.llmspace.contracts.kafka.InvalidEventException;
import org.llmspace.contracts.kafka.ReplyWriter;
import org.llmspace.contracts.kafka.ReplyWriter.Coalescing;
import org.llmspace.contracts.kafka.ReplyWriter.Target;
import org.llmspace.contracts.kafka.UndecodableEventException;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.reactive.messaging.annotations.Blocking;

/// Takes turns from `chat.requests` and answers them on `chat.replies`: those of one conversation one after another, different
/// conversations at the same time. A record is done when its ending is in the log.
@ApplicationScoped
public class ChatRequestConsumer {

    private static final Logger LOG = Logger.getLogger(ChatRequestConsumer.class);
    private static final ChatDeltas DELTAS = new ChatDeltas();

    private final ChatTurns turns;
    private final ChatTasks tasks;
    private final TurnLog log;
    private final TurnTrace trace;
    private final EventPublisher publisher;
    private final Coalescing coalescing;

    ChatRequestConsumer(ChatTurns turns, ChatTasks tasks, TurnLog log, TurnTrace trace, EventPublisher publisher,
            MessagingSettings settings) {
        this.turns = turns;
        this.tasks = tasks;
        this.log = log;
        this.trace = trace;
        this.publisher = publisher;
        this.coalescing = new Coalescing(settings.gather(), settings.gatherChars());
    }

    /// @throws UndecodableEventException so that the record goes to the dead letter topic
    @Incoming("turns")
    @Blocking(ordered = false)
    @RunOnVirtualThread
    public void take(ConsumerRecord<String, byte[]> received) {
        log.awaitCaughtUp();
        try {
            Event<ChatRequest> request = EventCodec.decode(received, ChatRequest.class);
            trace.during(request.envelope(), () -> answer(request));
        } catch (InvalidEventException e) {
            refuse(key(received, e.envelope()), e.envelope(), String.valueOf(e.getMessage()));
        } catch (UndecodableEventException e) {
            e.envelope().ifPresent(envelope -> refuse(key(received, envelope), envelope, String.valueOf(e.getMessage())));
            throw e;
        }
    }

    private void answer(Event<ChatRequest> request) {
        String call = request.call();
        if (log.calls().ended(call)) {
            LOG.infof("turn %s has been answered already", call);
        } else if (request.envelope().expired(Instant.now())) {
            fail(request, Failure.of(FailureCode.EXPIRED, "nobody took the turn before it expired; send it again"));
        } else {
            switch (request.data()) {
                case ChatRequest.Turn turn -> answer(request, turns.answer(turn, call));
                case ChatRequest.Comparison comparison -> answer(request, turns.compare(comparison));
                case ChatRequest.Task task -> answer(request, tasks.answer(task));
            }
        }
    }

    private void answer(Event<ChatRequest> request, ReplyStream answer) {
        String call = request.call();
        try (ReplyStream stream = answer;
                var writer = writer(request);
                Registration _ = log.cancellations().register(call, () -> stream.cancel("cancelled by its caller"))) {
            LOG.infof("call %s begins", call);
            ChatReply reply;
            do {
                reply = stream.next();
                writer.write(reply);
            } while (!ReplyStream.isEnding(reply));
        }
        log.calls().end(call);
    }

    private void refuse(String key, Envelope envelope, String why) {
        fail(new Event<>(key, envelope, why), Failure.of(FailureCode.INVALID_REQUEST, why));
    }

    private void fail(Event<?> request, Failure failure) {
        if (!log.calls().ended(request.call())) {
            try (var writer = writer(request)) {
                writer.write(new ChatReply.Failed(failure));
            }
            log.calls().end(request.call());
        }
    }

    private ReplyWriter<ChatReply> writer(Event<?> request) {
        Target target = new Target(Topics.CHAT_REPLIES, request, log.calls().nextAttempt(request.call()));
        return new ReplyWriter<>(publisher, target, DELTAS, coalescing);
    }

    private static String key(ConsumerRecord<String, byte[]> received, Envelope envelope) {
        return received.key() == null ? envelope.correlationId() : received.key();
    }
}
