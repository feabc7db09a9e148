package org.llmspace.pipeline.messaging;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.Failure;
import org.llmspace.contracts.FailureCode;
import org.llmspace.contracts.Topics;
import org.llmspace.contracts.kafka.CallLog;
import org.llmspace.contracts.kafka.Cancellations;
import org.llmspace.contracts.kafka.Envelope;
import org.llmspace.contracts.kafka.Event;
import org.llmspace.contracts.kafka.EventCodec;
import org.llmspace.contracts.kafka.EventPublisher;
import org.llmspace.contracts.kafka.InvalidEventException;
import org.llmspace.contracts.kafka.NotPublishedException;
import org.llmspace.contracts.kafka.ReplyWriter;
import org.llmspace.contracts.kafka.UndecodableEventException;
import org.llmspace.contracts.pipeline.PipelineReply;
import org.llmspace.contracts.pipeline.PipelineRequest;
import org.llmspace.pipeline.task.Deadline;
import org.llmspace.pipeline.task.Failures;
import org.llmspace.pipeline.task.Pipelines;
import org.llmspace.pipeline.task.Stop;

/// Answers one request record: decodes it, runs the call unless it is over already, and writes the replies of one
/// attempt.
final class CallDoor {

    private static final Logger LOG = Logger.getLogger(CallDoor.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(2);
    private static final int MAX_ATTEMPTS_HERE = 5;
    /// Kafka's own limit is 1 MiB for a record with its headers.
    private static final int MAX_REPLY_BYTES = 1_000_000;

    private final Pipelines pipelines;
    private final EventPublisher publisher;
    private final CallLog log;
    private final Cancellations cancellations;
    private final SpaceFiles files;

    CallDoor(Pipelines pipelines, EventPublisher publisher, CallLog log, Cancellations cancellations,
            SpaceFiles files) {
        this.pipelines = pipelines;
        this.publisher = publisher;
        this.log = log;
        this.cancellations = cancellations;
        this.files = files;
    }

    /// @throws UndecodableEventException if the record is no request; its sender has been told if it is known
    void take(ConsumerRecord<String, byte[]> received) throws InterruptedException {
        awaitEarlierReplies();
        try {
            Event<PipelineRequest> event = EventCodec.decode(received, PipelineRequest.class);
            switch (event.data()) {
                case PipelineRequest.Call call -> answer(event, call);
            }
        } catch (InvalidEventException e) {
            refuse(received, e.envelope(), e.getMessage());
        } catch (UndecodableEventException e) {
            Envelope envelope = e.envelope().orElse(null);
            if (envelope != null) {
                refuse(received, envelope, e.getMessage());
            }
            throw e;
        }
    }

    private void awaitEarlierReplies() throws InterruptedException {
        while (!log.reader().caughtUp() || !cancellations.reader().caughtUp()) {
            Thread.sleep(BETWEEN_LOOKS);
        }
    }

    private void refuse(ConsumerRecord<String, byte[]> received, Envelope envelope, @Nullable String reason) {
        String key = Objects.requireNonNullElse(received.key(), envelope.correlationId());
        Failure failure = Failure.of(FailureCode.INVALID_REQUEST, String.valueOf(reason));
        Event<?> event = new Event<>(key, envelope, failure);
        if (!log.ended(event.call())) {
            try (ReplyWriter<PipelineReply> replies = attempt(event)) {
                replies.write(new PipelineReply.Failed(failure));
            }
            log.end(event.call());
        }
    }

    /// Begins another attempt when the broker did not take the replies; the request stays unacknowledged meanwhile.
    private void answer(Event<PipelineRequest> event, PipelineRequest.Call call) throws InterruptedException {
        for (int attempt = 1; !log.ended(event.call()); attempt++) {
            try (ReplyWriter<PipelineReply> replies = attempt(event)) {
                run(event, call, replies);
            } catch (NotPublishedException e) {
                if (attempt == MAX_ATTEMPTS_HERE) {
                    throw e;
                }
                LOG.warnf("call %s begins again: %s", event.call(), e.getMessage());
                Thread.sleep(BETWEEN_ATTEMPTS);
                continue;
            }
            log.end(event.call());
        }
    }

    private ReplyWriter<PipelineReply> attempt(Event<?> event) {
        var target = new ReplyWriter.Target(Topics.PIPELINE_REPLIES, event, log.nextAttempt(event.call()));
        return new ReplyWriter<>(publisher, target, new PipelineDeltas(), ReplyWriter.Coalescing.DEFAULT);
    }

    private void run(Event<PipelineRequest> event, PipelineRequest.Call call, ReplyWriter<PipelineReply> replies) {
        Stop stop = new Stop();
        try (var registration = cancellations.register(event.call(), stop::request);
                Deadline deadline = Deadline.at(event.envelope().expires(), stop)) {
            stream(call, stop, replies);
        } catch (CancellationException e) {
            replies.write(event.envelope().expired(Instant.now()) ? expired() : new PipelineReply.Cancelled(null));
        } catch (NotPublishedException e) {
            throw e;
        } catch (RuntimeException e) {
            replies.write(new PipelineReply.Failed(Failures.of(e)));
        } catch (OutOfMemoryError e) {
            replies.write(new PipelineReply.Failed(Failures.of(e)));
        }
    }

    private void stream(PipelineRequest.Call call, Stop stop, ReplyWriter<PipelineReply> replies) {
        try (Stream<PipelineReply> stream = stop
                .during(() -> pipelines.run(new PipelineRequest.Call(call.model(), files.fetched(call.task()))))) {
            Iterator<PipelineReply> iterator = stream.iterator();
            while (stop.during(iterator::hasNext)) {
                replies.write(fitting(iterator.next()));
            }
        }
    }

    private static PipelineReply fitting(PipelineReply reply) {
        if (reply instanceof PipelineReply.Completed && EventCodec.encode(reply).length > MAX_REPLY_BYTES) {
            return new PipelineReply.Failed(Failure.of(FailureCode.CONTENT_TOO_LARGE,
                    "The answer is larger than a Kafka record may be; send fewer inputs per call, or use HTTP"));
        }
        return reply;
    }

    private static PipelineReply expired() {
        return new PipelineReply.Failed(Failure.of(FailureCode.EXPIRED,
                "The call was not answered before its expiry time; allow more time or send it again"));
    }
}
