package org.llmspace.pipeline.inference;

import java.util.regex.Pattern;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

import io.quarkus.runtime.configuration.MemorySize;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.impl.RoutingContextInternal;

/// Has bodies read before a call gets its thread: a thread that waits for its body is put to sleep and woken again, which
/// costs more than all the rest of a small call.
@ApplicationScoped
public class RequestBodies {

    /// Before Quarkus' own check of the length that a request announces, which answers without a word.
    private static final int LENGTH_ORDER = -3;
    private static final int ORDER = -1;
    private static final int TOO_LARGE = 413;
    private static final Pattern LENGTH = Pattern.compile("\\d{1,18}");

    private final long most;

    RequestBodies(@ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize most) {
        this.most = most.asLongValue();
    }

    void readEarly(@Observes Router router) {
        router.post().order(LENGTH_ORDER).handler(call -> {
            if (isTooLong(call.request().getHeader("content-length"))) {
                refuseTooLarge(call);
            } else if (isPacked(call.request().getHeader("content-encoding"))) {
                refuse(call, 415, "The body is packed, as its content-encoding says; send it as it is");
            } else {
                call.next();
            }
        });
        BodyHandler bodies = BodyHandler.create(false).setBodyLimit(most);
        router.post().order(ORDER).handler(call -> {
            if (isReadLater(call.request())) {
                call.next();
            } else {
                bodies.handle(call);
            }
        }).handler(call -> {
            call.request().exceptionHandler(null); // a client that leaves once its body is read is no error of the reading
            if (call.body().buffer() == null && !isReadLater(call.request())) {
                ((RoutingContextInternal) call).setBody(Buffer.buffer()); // the REST layer would wait for ever for no bytes
            }
            call.next();
        }).failureHandler(call -> {
            if (call.statusCode() == TOO_LARGE) {
                refuseTooLarge(call);
            } else {
                call.next();
            }
        });
    }

    private boolean isTooLong(@Nullable String length) {
        return length != null && LENGTH.matcher(length).matches() && Long.parseLong(length) > most;
    }

    private static boolean isPacked(@Nullable String encoding) {
        return encoding != null && !encoding.isBlank() && !encoding.equalsIgnoreCase("identity");
    }

    private void refuseTooLarge(RoutingContext call) {
        refuse(call, TOO_LARGE, "The body is larger than %d MiB; send less at once".formatted(most >> 20));
    }

    private static void refuse(RoutingContext call, int status, String message) {
        if (call.request().version() != HttpVersion.HTTP_2) {
            call.response().putHeader("connection", "close"); // nobody reads the rest
        }
        call.response().setStatusCode(status).putHeader("content-type", "application/json")
                .end(JsonObject.of("error", message).encode());
        call.request().resume();
    }

    /// The REST layer pauses HTTP/2, which it refuses once it is read; fields of forms would pass for parameters.
    private static boolean isReadLater(HttpServerRequest request) {
        return request.version() == HttpVersion.HTTP_2 || isForm(request.getHeader("content-type"));
    }

    /// As curl calls everything that it is given no type for.
    private static boolean isForm(@Nullable String type) {
        return type != null && (type.startsWith("application/x-www-form-urlencoded") || type.startsWith("multipart/"));
    }
}
