package org.llmspace.pipeline.inference;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Gatherers;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.Failure;
import org.llmspace.contracts.FailureCode;
import org.llmspace.contracts.kafka.EventCodec;
import org.llmspace.contracts.pipeline.Media;
import org.llmspace.contracts.pipeline.PipelineOutput;
import org.llmspace.contracts.pipeline.PipelineOutput.GeneratedTexts;
import org.llmspace.contracts.pipeline.PipelineReply;
import org.llmspace.contracts.pipeline.PipelineRequest;
import org.llmspace.contracts.pipeline.PipelineTask;
import org.llmspace.contracts.pipeline.PipelineTask.AutomaticSpeechRecognition;
import org.llmspace.contracts.pipeline.PipelineTask.ImageClassification;
import org.llmspace.contracts.pipeline.PipelineTask.ImageToText;
import org.llmspace.pipeline.task.CallSettings;
import org.llmspace.pipeline.task.Deadline;
import org.llmspace.pipeline.task.Failures;
import org.llmspace.pipeline.task.PipelineException;
import org.llmspace.pipeline.task.Pipelines;
import org.llmspace.pipeline.task.Stop;

import io.vertx.core.http.HttpServerRequest;

/// Answers a call that came over HTTP; a client that leaves stops it.
@ApplicationScoped
public class HttpCalls {

    private static final int CLIENT_CLOSED_REQUEST = 499;

    private static final int AT_ONCE = 8;

    /// A text takes up to a hundred times its size while it is made into tokens; so much may be in work at once.
    private static final int BYTES_AT_ONCE = (int) Math.min(Runtime.getRuntime().maxMemory() / 128, 1 << 30);

    private final Semaphore room = new Semaphore(BYTES_AT_ONCE, true);
    private final Pipelines pipelines;
    private final Duration timeLimit;

    public HttpCalls(Pipelines pipelines, CallSettings settings) {
        this.pipelines = pipelines;
        this.timeLimit = settings.timeLimit();
    }

    /// A call that somebody waits for.
    ///
    /// @param end when nobody waits any more
    record Call(Stop stop, Instant end, Duration timeLimit) {

        boolean isLate() {
            return end.isBefore(Instant.now());
        }

        Failure late() {
            return Failure.of(FailureCode.TIMEOUT,
                    "The call was not answered within %d s; send less at once, or set llmspace.calls.time-limit"
                            .formatted(timeLimit.toSeconds()));
        }
    }

    /// @param model null if the body names it, or else the default answers
    Response answer(@Nullable String model, @Nullable String task, byte[] body, HttpServerRequest request) {
        return during(request, body, call -> {
            Supplier<String> taskOfModel = () -> call.stop().during(() -> pipelines.taskOf(Objects.requireNonNull(model)));
            TaskReader.Tasks tasks = TaskReader
                    .readMedia(task, taskOfModel, body, request.getHeader("content-type"), request.params())
                    .orElseGet(() -> TaskReader.read(task, taskOfModel, body, request.params()));
            checkSize(tasks.tasks().getFirst(), body);
            String name = model == null ? tasks.model() : model;
            if (tasks.streams()) {
                return streamed(call, () -> pipelines.run(new PipelineRequest.Call(name, tasks.tasks().getFirst())), null,
                        request);
            }
            return ok(tasks, complete(name, tasks.tasks(), call.stop()), isPython(request));
        });
    }

    /// Generates text for a body in OpenAI's shape.
    ///
    /// @param model null if the body names it
    Response complete(@Nullable String model, boolean chat, byte[] body, HttpServerRequest request) {
        return during(request, body, call -> {
            Completion asked = Completion.read(body, chat);
            checkSize(asked.tasks().getFirst(), body);
            String name = model == null ? asked.model() : model;
            if (asked.stream() && asked.tasks().size() == 1) {
                return streamed(call, () -> pipelines.run(new PipelineRequest.Call(name, asked.tasks().getFirst())), asked,
                        request);
            }
            List<PipelineReply.Completed> answers = complete(name, asked.tasks(), call.stop());
            if (asked.stream()) {
                return streamed(call, () -> Stream.of(together(answers)), asked, request);
            }
            return json(Response.ok().header("x-model", answers.getFirst().model()), new CompletionShape(asked).of(answers));
        });
    }

    /// Makes vectors for a body in OpenAI's shape.
    ///
    /// @param model null if the body names it, or else the default answers
    Response embed(@Nullable String model, byte[] body, HttpServerRequest request) {
        return during(request, body, call -> {
            EmbeddingCall asked = EmbeddingCall.read(body);
            checkSize(asked.task(), body);
            PipelineReply.Completed vectors = complete(
                    new PipelineRequest.Call(model == null ? asked.model() : model, asked.task()), call.stop());
            return json(Response.ok().header("x-model", vectors.model()),
                    asked.answer(vectors, complete(vectors.model(), asked.counting(), call.stop())));
        });
    }

    private static PipelineReply together(List<PipelineReply.Completed> answers) {
        return new PipelineReply.Completed(answers.getFirst().model(), new GeneratedTexts(answers.stream()
                .flatMap(answer -> ((GeneratedTexts) answer.output()).texts().stream()).toList()),
                answers.stream().mapToLong(PipelineReply.Completed::durationMs).max().orElse(0));
    }

    /// Pictures and recordings may be larger than texts.
    private static void checkSize(PipelineTask<?> task, byte[] body) {
        boolean media = task instanceof ImageClassification || task instanceof ImageToText
                || task instanceof AutomaticSpeechRecognition;
        if (!media && body.length > BYTES_AT_ONCE) {
            throw new PipelineException(FailureCode.CONTENT_TOO_LARGE,
                    "The call has %d bytes and at most %d have room here; divide the text".formatted(body.length,
                            BYTES_AT_ONCE));
        }
    }

    private Response during(HttpServerRequest request, byte[] body, Function<Call, Response> work) {
        Stop stop = new Stop();
        request.response().closeHandler(closed -> stop.request());
        Call call = new Call(stop, Instant.now().plus(timeLimit), timeLimit);
        try (Deadline deadline = Deadline.at(call.end(), stop)) {
            return inTurn(Math.min(body.length, BYTES_AT_ONCE), call, work);
        } catch (CancellationException e) {
            return call.isLate() ? failed(call.late()) : Response.status(CLIENT_CLOSED_REQUEST).build();
        } catch (RuntimeException e) {
            return failed(Failures.of(e));
        } catch (OutOfMemoryError e) {
            return failed(Failures.of(e));
        }
    }

    private Response inTurn(int bytes, Call call, Function<Call, Response> work) {
        call.stop().during(() -> {
            try {
                room.acquire(bytes);
                return bytes;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CancellationException("stopped while waiting");
            }
        });
        try {
            return work.apply(call);
        } finally {
            room.release(bytes);
        }
    }

    private static Response streamed(Call call, Supplier<Stream<PipelineReply>> replies, @Nullable Completion completion,
            HttpServerRequest request) {
        TextStream text = new TextStream(call, request.response()::closed, call.stop().during(replies), completion);
        request.response().closeHandler(closed -> {
            call.stop().request();
            Thread.ofVirtual().name("abandons a stream").start(text::abandon);
        });
        if (request.response().closed()) {
            text.abandon();
        }
        return Response.ok(text).type(MediaType.SERVER_SENT_EVENTS).header("cache-control", "no-cache")
                .header("x-accel-buffering", "no").build();
    }

    /// Several at once, so that they can share runs; the first failure is that of the whole list.
    private List<PipelineReply.Completed> complete(@Nullable String model, List<PipelineTask<?>> tasks, Stop stop) {
        if (tasks.size() == 1) {
            return List.of(complete(new PipelineRequest.Call(model, tasks.getFirst()), stop));
        }
        return tasks.stream().gather(Gatherers.<PipelineTask<?>, PipelineReply.Completed> mapConcurrent(AT_ONCE,
                task -> complete(new PipelineRequest.Call(model, task), stop))).toList();
    }

    private PipelineReply.Completed complete(PipelineRequest.Call call, Stop stop) {
        try (Stream<PipelineReply> replies = stop.during(() -> pipelines.run(call))) {
            Iterator<PipelineReply> iterator = replies.iterator();
            PipelineReply last = null;
            while (stop.during(iterator::hasNext)) {
                last = iterator.next();
            }
            if (last instanceof PipelineReply.Completed completed) {
                return completed;
            }
            throw new IllegalStateException("a call ended with " + last);
        }
    }

    /// The Hub's client for Python reads a list of captions, the one for JavaScript a single one.
    private static boolean isPython(HttpServerRequest request) {
        return String.valueOf(request.getHeader("user-agent")).contains("hf_hub/");
    }

    private static Response ok(TaskReader.Tasks tasks, List<PipelineReply.Completed> answers, boolean python) {
        List<PipelineOutput> outputs = answers.stream().map(PipelineReply.Completed::output).toList();
        Response.ResponseBuilder response = Response.ok().header("x-model", answers.getFirst().model());
        Media made = tasks.batch() ? null : HubShape.media(outputs.getFirst());
        if (made != null && made.data() != null) {
            return response.type(made.mediaType()).entity(made.data()).build();
        }
        return json(response,
                HubShape.of(tasks.tasks().getFirst(), outputs, tasks.batch(), python));
    }

    static Response failed(Failure failure) {
        Response.ResponseBuilder response = Response.status(status(failure.code()));
        if (failure.code() == FailureCode.OVERLOADED || failure.code() == FailureCode.RATE_LIMITED) {
            response.header("retry-after", 2);
        }
        return json(response, Map.of("error", failure.message()));
    }

    /// Never 503: the Hub's client repeats a call at once, for ever, when it gets one.
    private static int status(FailureCode code) {
        return switch (code) {
            case INVALID_REQUEST, UNSUPPORTED -> 400;
            case CONTEXT_LENGTH_EXCEEDED, CONTENT_TOO_LARGE -> 413;
            case AUTHENTICATION -> 401;
            case MODEL_NOT_FOUND -> 404;
            case RATE_LIMITED, OVERLOADED -> 429;
            case MODEL_UNAVAILABLE, INTERNAL -> 500;
            case PROVIDER_FAILED -> 502;
            case TIMEOUT, EXPIRED -> 504;
        };
    }

    static Response json(Response.ResponseBuilder response, Object content) {
        return response.type(MediaType.APPLICATION_JSON).entity(EventCodec.encode(content)).build();
    }
}
