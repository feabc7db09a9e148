package org.llmspace.web.space;

import static java.util.Objects.requireNonNullElse;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;

import org.llmspace.web.backend.RequestTooLargeException;
import org.llmspace.web.call.OpenCall;
import org.llmspace.web.endpoint.InvalidInputException;
import org.llmspace.web.words.Words;

import io.quarkus.qute.TemplateInstance;

/// How the pages' resources answer: with a page to people, with JSON to the pages' script.
final class Responses {

    static final String HTML = "text/html;charset=UTF-8";

    private Responses() {
    }

    /// @param path of the page that shows the call
    static Response taken(OpenCall call, String path, HttpHeaders headers) {
        if (wantsJson(headers)) {
            return Response.ok(Map.of("call", call.id(), "page", path + "?call=" + call.id()),
                    MediaType.APPLICATION_JSON).build();
        }
        return Response.seeOther(URI.create(path + "?wait=1&call=" + call.id())).build();
    }

    static Response refused(RuntimeException why, HttpHeaders headers, Function<String, TemplateInstance> page) {
        int status = switch (why) {
            case InvalidInputException _ -> 422;
            case RequestTooLargeException _ -> 413;
            default -> 503;
        };
        return wantsJson(headers)
                ? Response.status(status).type(MediaType.APPLICATION_JSON).entity(Map.of("error", message(why))).build()
                : page(status, page.apply(message(why)));
    }

    static String message(RuntimeException why) {
        return requireNonNullElse(why.getMessage(), Words.say("failed"));
    }

    static boolean wantsJson(HttpHeaders headers) {
        String accept = headers.getHeaderString(HttpHeaders.ACCEPT);
        return accept != null && accept.startsWith(MediaType.APPLICATION_JSON);
    }

    static Response page(TemplateInstance template) {
        return page(200, template);
    }

    static Response page(int status, TemplateInstance template) {
        return Response.status(status).entity(template).type(HTML)
                .header("Cache-Control", "no-store").build();
    }

    /// A checkbox comes after a hidden field of the same name, so the last value counts.
    static Map<String, String> lastValues(MultivaluedMap<String, String> form) {
        Map<String, String> values = new LinkedHashMap<>();
        form.forEach((name, all) -> values.put(name, new ArrayList<>(List.copyOf(all)).getLast()));
        return values;
    }
}
