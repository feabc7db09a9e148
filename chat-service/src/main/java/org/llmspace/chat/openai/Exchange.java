package org.llmspace.chat.openai;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URLDecoder;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.kafka.EventCodec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/// One request and its answer, as a virtual thread sees them: it may wait.
final class Exchange {

    static final String KEY = "llmspace.key";

    private final RoutingContext context;
    private final HttpServerResponse response;

    Exchange(RoutingContext context) {
        this.context = context;
        this.response = context.response();
    }

    /// The body, which must be a JSON object.
    JsonNode json() {
        Buffer body = context.body().buffer();
        if (body == null || body.length() == 0) {
            throw new ApiException(ApiError.invalid(null, "The request has no body; send a JSON object."));
        }
        try {
            JsonNode tree = EventCodec.json().readTree(body.getBytes());
            if (tree.isObject()) {
                return tree;
            }
            throw new ApiException(ApiError.invalid(null, "The request body must be a JSON object."));
        } catch (JsonProcessingException e) {
            // where it began to read is the parser's own matter
            String reason = e.getOriginalMessage().replaceFirst(" \\(start marker at .*", "");
            throw new ApiException(ApiError.invalid(null, "We could not parse the JSON body of your request: " + reason));
        } catch (IOException e) {
            throw new ApiException(ApiError.invalid(null, "We could not read the body of your request."));
        }
    }

    /// What stands behind the `?` of the address.
    @Nullable
    String parameter(String name) {
        String value = context.queryParams().get(name);
        return value == null || value.isBlank() ? null : value;
    }

    /// The end of the address, after a part of it, as the client meant it.
    String pathAfter(String part) {
        String path = context.request().path().replaceFirst("/$", "");
        String rest = path.substring(path.indexOf(part) + part.length());
        try {
            return URLDecoder.decode(rest.replace("+", "%2B"), UTF_8);
        } catch (IllegalArgumentException e) {
            throw new ApiException(ApiError.invalid(null, "The address ends in '%s', which is not encoded as addresses are."
                    .formatted(rest)));
        }
    }

    @Nullable
    String header(String name) {
        String value = context.request().getHeader(name);
        return value == null || value.isBlank() ? null : value;
    }

    /// Calls back when the client is gone, or has got its answer.
    void onEnd(Runnable callback) {
        context.addEndHandler(_ -> callback.run());
    }

    byte[] bytes() {
        Buffer body = context.body().buffer();
        return body == null ? new byte[0] : body.getBytes();
    }

    void send(String contentType, byte[] answer) {
        response.putHeader("Content-Type", contentType).end(Buffer.buffer(answer));
    }

    void send(String contentType, String answer) {
        send(contentType, answer.getBytes(UTF_8));
    }

    void send(JsonNode answer) {
        response.putHeader("Content-Type", "application/json").end(answer.toString());
    }

    void send(ApiError error) {
        if (response.ended() || response.closed()) {
            return;
        }
        if (response.headWritten()) {
            response.reset();
            return;
        }
        error.retryAfter().ifPresent(wait -> response.putHeader("Retry-After", Long.toString(wait.plusMillis(999).toSeconds()))
                .putHeader("retry-after-ms", Long.toString(wait.toMillis())));
        if (error.hopeless()) {
            response.putHeader("x-should-retry", "false");
        }
        response.setStatusCode(error.status());
        send(error.json());
    }

    /// Writes an event to the stream, waits until there is room for more.
    void event(JsonNode data) {
        event(data.toString());
    }

    void event(String data) {
        send("data: " + data + "\n\n");
    }

    void event(String name, JsonNode data) {
        send("event: " + name + "\ndata: " + data + "\n\n");
    }

    private void send(String event) {
        Future<Void> written = write(event);
        if (response.closed()) {
            throw new ClientGoneException();
        }
        if (!response.writeQueueFull()) {
            return;
        }
        try {
            written.toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException e) {
            throw new ClientGoneException();
        }
    }

    /// Does what takes a while and sends nothing meanwhile; stopped when it takes too long.
    ///
    /// @param stop makes the work end
    <T> T inTime(Vertx vertx, Duration longest, Runnable stop, Supplier<T> work) {
        AtomicBoolean late = new AtomicBoolean();
        long timer = vertx.setTimer(longest.toMillis(), _ -> {
            late.set(true);
            stop.run();
        });
        try {
            return work.get();
        } catch (ClientGoneException e) {
            if (late.get()) {
                throw new ApiException(new ApiError(504, "server_error", "timeout", null,
                        "The answer took more than %d seconds; ask for it with 'stream': true".formatted(longest.toSeconds())));
            }
            throw e;
        } finally {
            vertx.cancelTimer(timer);
        }
    }

    /// Shows the client that the stream lives, without waiting.
    void keepAlive() {
        if (!response.ended() && !response.closed()) {
            write(": keep-alive\n\n");
        }
    }

    /// Whether the head of the stream was sent, so that no status can be sent any more.
    boolean eventsBegun() {
        return response.headWritten();
    }

    void endEvents() {
        if (!response.ended() && !response.closed()) {
            response.end();
        }
    }

    private synchronized Future<Void> write(String text) {
        if (!response.headWritten()) {
            response.setChunked(true).putHeader("Content-Type", "text/event-stream; charset=utf-8")
                    .putHeader("Cache-Control", "no-cache").putHeader("X-Accel-Buffering", "no");
        }
        return response.write(Buffer.buffer(text.getBytes(UTF_8)));
    }

    /// Charges the caller's key, if there are keys.
    void spend(@Nullable Double dollars) {
        if (context.get(KEY) instanceof ApiKey key) {
            key.spend(dollars);
        }
    }

    RoutingContext context() {
        return context;
    }

    /// The client left before it had its answer.
    static final class ClientGoneException extends RuntimeException {

        private static final long serialVersionUID = 1;
    }
}
