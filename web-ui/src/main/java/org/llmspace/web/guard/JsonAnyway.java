package org.llmspace.web.guard;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/// What programs ask for is answered in JSON whoever asks, as Gradio does: a browser in whose address bar a route is typed
/// accepts pages above all, and there is none.
@ApplicationScoped
public class JsonAnyway {

    /// Before [Guard] tells people and programs apart.
    private static final int BEFORE_LOGIN = -95;
    private static final String ROUTES = "/(config|openapi\\.json|monitoring/summary|api/[^/]+|"
            + "gradio_api/(?!mcp(/http)?/?$|runs/?$|file[=/]|theme\\.css)[^?]+)/?";

    void routes(@Observes Router router) {
        router.routeWithRegex(ROUTES).order(BEFORE_LOGIN).handler(JsonAnyway::json);
    }

    private static void json(RoutingContext context) {
        HttpServerRequest request = context.request();
        String accept = String.valueOf(request.getHeader("Accept"));
        if (!accept.contains("text/event-stream") && !accept.contains("application/json")) {
            request.headers().set("Accept", "application/json");
        }
        context.next();
    }
}
