package org.llmspace.web.space;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.llmspace.web.words.Words;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/// What is answered where nothing is: a page to people, JSON to programs.
@ApplicationScoped
class Missing {

    private final Frames frames;

    Missing(Frames frames) {
        this.frames = frames;
    }

    void routes(@Observes Router router) {
        router.errorHandler(404, this::answer);
    }

    private void answer(RoutingContext context) {
        String accept = context.request().getHeader("Accept");
        boolean person = accept != null && accept.contains("text/html");
        context.response().setStatusCode(404).putHeader("Content-Type", person ? Responses.HTML : "application/json")
                .end(person ? Pages.problem(frames.of("", context), Words.say("no_page"), Words.say("no_page_next")).render()
                        : "{\"detail\":\"Not Found\"}");
    }
}
