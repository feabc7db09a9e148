package org.llmspace.web.gradio;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.quarkus.runtime.configuration.MemorySize;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/// What no route of Gradio's protocol answers is refused in the words of its clients, too: paths that there are not, and
/// bodies that are too large.
@ApplicationScoped
public class GradioRefusals {

    /// After files, which may be larger, and before the filter that refuses large bodies without a word.
    private static final int BEFORE_BODIES = -40;
    private static final int LAST = Integer.MAX_VALUE;
    private static final String UPLOAD = GradioDescription.PREFIX + "/upload";

    private final long mostBytes;

    GradioRefusals(@ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize most) {
        this.mostBytes = most.asLongValue();
    }

    void routes(@Observes Router router) {
        router.route().order(BEFORE_BODIES).handler(this::checkSize);
        router.errorHandler(413, this::tooLarge);
        router.route(GradioDescription.PREFIX + "/*").order(LAST).handler(context -> answer(context, 404,
                "There is no %s %s here. GET /gradio_api/info lists what can be called."
                        .formatted(context.request().method(), context.request().path())));
    }

    private void checkSize(RoutingContext context) {
        String length = context.request().getHeader("Content-Length");
        boolean large = length != null && length.matches("[0-9]{1,18}") && Long.parseLong(length) > mostBytes;
        if (large && !context.request().path().startsWith(UPLOAD)) {
            if (context.request().version() != HttpVersion.HTTP_2) {
                context.response().putHeader("Connection", "close");
            }
            tooLarge(context);
        } else {
            context.next();
        }
    }

    private void tooLarge(RoutingContext context) {
        answer(context, 413, "This is larger than %d bytes. Send files to %s and say where they are."
                .formatted(mostBytes, UPLOAD));
    }

    private static void answer(RoutingContext context, int status, String why) {
        if (!context.response().ended()) {
            context.response().setStatusCode(status).putHeader("Content-Type", "application/json")
                    .end(new JsonObject().put("detail", why).put("error", why).encode());
        }
    }
}
