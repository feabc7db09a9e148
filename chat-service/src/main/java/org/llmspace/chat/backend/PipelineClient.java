package org.llmspace.chat.backend;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.Cancel;
import org.llmspace.contracts.Failure;
import org.llmspace.contracts.FailureCode;
import org.llmspace.contracts.Topics;
import org.llmspace.contracts.kafka.Envelope;
import org.llmspace.contracts.kafka.EventCodec;
import org.llmspace.contracts.kafka.EventHeaders;
import org.llmspace.contracts.kafka.EventPublisher;
import org.llmspace.contracts.kafka.TopicReader;
import org.llmspace.contracts.pipeline.PipelineOutput;
import org.llmspace.contracts.pipeline.PipelineReply;
import org.llmspace.contracts.pipeline.PipelineRequest;
import org.llmspace.contracts.pipeline.PipelineTask;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.smallrye.common.annotation.Identifier;

/// Runs pipelines in pipeline-service: a request on one topic, the answer on another.
@Singleton
public class PipelineClient {

    private final EventPublisher publisher;
    private final TopicReader replies;
    private final Map<String, Consumer<PipelineReply>> waiting = new ConcurrentHashMap<>();

    PipelineClient(EventPublisher publisher, @Identifier("default-kafka-broker") Map<String, Object> kafka) {
        this.publisher = publisher;
        this.replies = new TopicReader(kafka, List.of(Topics.PIPELINE_REPLIES), Duration.ZERO, this::read).start();
    }

    /// Runs one pipeline and waits for its answer; a call that takes longer than `patience` is cancelled.
    ///
    /// @throws PipelineFailedException if there is no answer
    @SuppressWarnings("unchecked") // the task says what it answers with
    public <R extends PipelineOutput> R run(@Nullable String model, PipelineTask<R> task, Duration patience) {
        if (!replies.caughtUp()) {
            throw failed(FailureCode.MODEL_UNAVAILABLE, "the topic %s cannot be read yet".formatted(Topics.PIPELINE_REPLIES));
        }
        String call = UUID.randomUUID().toString();
        CompletableFuture<PipelineReply> ending = new CompletableFuture<>();
        waiting.put(call, reply -> {
            if (ends(reply)) {
                ending.complete(reply);
            }
        });
        try {
            send(call, new PipelineRequest.Call(model, task), patience);
            return (R) output(ending.get(patience.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            cancel(call);
            throw failed(FailureCode.MODEL_UNAVAILABLE, "pipeline-service did not answer within " + patience);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cancel(call);
            throw failed(FailureCode.MODEL_UNAVAILABLE, "stopped while waiting for pipeline-service");
        } catch (ExecutionException e) {
            throw failed(FailureCode.INTERNAL, String.valueOf(e.getCause()));
        } finally {
            waiting.remove(call);
        }
    }

    /// Starts a pipeline whose replies are read one by one.
    ///
    /// @param patience how long the call may wait for a worker
    /// @throws PipelineFailedException if it cannot be started
    public PipelineCall start(@Nullable String model, PipelineTask<?> task, Duration patience) {
        if (!replies.caughtUp()) {
            throw failed(FailureCode.MODEL_UNAVAILABLE, "the topic %s cannot be read yet".formatted(Topics.PIPELINE_REPLIES));
        }
        Listening listening = new Listening();
        send(listening.call, new PipelineRequest.Call(model, task), patience);
        return listening;
    }

    @PreDestroy
    void close() {
        replies.close();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the outcome is looked at where it arrives
    private void send(String call, PipelineRequest.Call request, Duration patience) {
        Envelope envelope = Envelope.first(publisher.source(), call, request, traceparent())
                .expiringAt(Instant.now().plus(patience));
        var _ = publisher.send(Topics.PIPELINE_REQUESTS, call, envelope, request).whenComplete((sent, problem) -> {
            Consumer<PipelineReply> listener = waiting.get(call);
            if (problem != null && listener != null) {
                listener.accept(new PipelineReply.Failed(Failure.of(FailureCode.INTERNAL, "Kafka did not take the call")));
            }
        });
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a call that nobody cancels expires
    private void cancel(String call) {
        Cancel cancel = new Cancel(call, "nobody waits any more");
        var _ = publisher.send(Topics.CONTROL, call, Envelope.first(publisher.source(), call, cancel, traceparent()), cancel);
    }

    private void read(ConsumerRecord<String, byte[]> received) {
        String call = EventHeaders.call(received.headers());
        Consumer<PipelineReply> listener = call == null ? null : waiting.get(call);
        if (listener != null) {
            listener.accept(EventCodec.decodeData(received.value(), PipelineReply.class));
        }
    }

    private static boolean ends(PipelineReply reply) {
        return reply instanceof PipelineReply.Completed || reply instanceof PipelineReply.Failed
                || reply instanceof PipelineReply.Cancelled;
    }

    /// The replies of one call, as they come in.
    private final class Listening implements PipelineCall {

        private final String call = UUID.randomUUID().toString();
        private final BlockingQueue<PipelineReply> replies = new LinkedBlockingQueue<>();
        private volatile boolean ended;

        Listening() {
            waiting.put(call, replies::add);
        }

        @Override
        public PipelineReply next(Duration patience) {
            try {
                PipelineReply reply = replies.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
                if (reply == null) {
                    close();
                    throw failed(FailureCode.TIMEOUT, "pipeline-service sent nothing for %d seconds; try again"
                            .formatted(patience.toSeconds()));
                }
                ended |= ends(reply);
                return reply;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                close();
                throw failed(FailureCode.INTERNAL, "stopped while waiting for pipeline-service");
            }
        }

        @Override
        public void close() {
            if (waiting.remove(call) != null && !ended) {
                cancel(call);
                replies.add(new PipelineReply.Cancelled("closed"));
            }
        }
    }

    private static PipelineOutput output(PipelineReply ending) {
        return switch (ending) {
            case PipelineReply.Completed completed -> completed.output();
            case PipelineReply.Failed(Failure failure) -> throw new PipelineFailedException(failure);
            case PipelineReply.Cancelled _ -> throw failed(FailureCode.MODEL_UNAVAILABLE, "the call was cancelled");
            case PipelineReply.CallAccepted _ -> throw failed(FailureCode.INTERNAL, "a call ended without an ending");
            case PipelineReply.Started _ -> throw failed(FailureCode.INTERNAL, "a call ended without an ending");
            case PipelineReply.Progress _ -> throw failed(FailureCode.INTERNAL, "a call ended without an ending");
            case PipelineReply.Delta _ -> throw failed(FailureCode.INTERNAL, "a call ended without an ending");
        };
    }

    private static PipelineFailedException failed(FailureCode code, String message) {
        return new PipelineFailedException(Failure.of(code, message));
    }

    private static @Nullable String traceparent() {
        SpanContext span = Span.current().getSpanContext();
        return span.isValid() ? "00-%s-%s-%s".formatted(span.getTraceId(), span.getSpanId(), span.getTraceFlags().asHex())
                : null;
    }
}
