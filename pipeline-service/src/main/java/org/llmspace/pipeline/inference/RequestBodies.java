package org.llmspace.pipeline.inference;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

import io.quarkus.runtime.configuration.MemorySize;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;

/// Has bodies read before a call gets its thread: a thread that waits for its body is put to sleep and woken again, which
/// costs more than all the rest of a small call.
@ApplicationScoped
public class RequestBodies {

    /// After the check of the length that the request announces.
    private static final int ORDER = -1;

    private final long most;

    RequestBodies(@ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize most) {
        this.most = most.asLongValue();
    }

    void readEarly(@Observes Router router) {
        BodyHandler bodies = BodyHandler.create(false).setBodyLimit(most);
        router.post().order(ORDER).handler(call -> {
            if (isReadLater(call.request())) {
                call.next();
            } else {
                bodies.handle(call);
            }
        }).handler(call -> {
            call.request().exceptionHandler(null); // a client that leaves once its body is read is no error of the reading
            call.next();
        });
    }

    /// The REST layer pauses HTTP/2, which it refuses once it is read, and would wait for ever for a body of no bytes; fields of
    /// forms would pass for parameters.
    private static boolean isReadLater(HttpServerRequest request) {
        return request.version() == HttpVersion.HTTP_2 || "0".equals(request.getHeader("content-length"))
                || isForm(request.getHeader("content-type"));
    }

    /// As curl calls everything that it is given no type for.
    private static boolean isForm(@Nullable String type) {
        return type != null && (type.startsWith("application/x-www-form-urlencoded") || type.startsWith("multipart/"));
    }
}
