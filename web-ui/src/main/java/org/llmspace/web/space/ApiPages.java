package org.llmspace.web.space;

import static org.llmspace.web.space.Responses.page;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import org.llmspace.web.call.OpenCalls;
import org.llmspace.web.endpoint.Endpoints;
import org.llmspace.web.endpoint.Snippets;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.smallrye.common.annotation.RunOnVirtualThread;

/// How programs do what the pages do: calls of every kind, and the events over Kafka.
@Path("/")
@RunOnVirtualThread
public class ApiPages {

    private final Endpoints endpoints;
    private final OpenCalls calls;
    private final Frames frames;
    private final ObjectMapper json;

    ApiPages(Endpoints endpoints, OpenCalls calls, Frames frames, ObjectMapper json) {
        this.endpoints = endpoints;
        this.calls = calls;
        this.frames = frames;
        this.json = json;
    }

    private static final class Events {
        static final AsyncApi READ = AsyncApi.read();
    }

    @GET
    @Path("use-via-api")
    @Produces(Responses.HTML)
    public Response useViaApi(@Context HttpHeaders headers) {
        String base = frames.url().replaceAll("/$", "");
        return page(Pages.api(frames.of("api", headers),
                endpoints.all().stream().map(endpoint -> Snippets.of(endpoint, base, json)).toList(),
                Figures.of(calls.figures())));
    }

    @GET
    @Path("use-via-api/events")
    @Produces(Responses.HTML)
    public Response events(@Context HttpHeaders headers) {
        return page(Pages.events(frames.of("api", headers), Events.READ));
    }

    @GET
    @Path("asyncapi.yaml")
    @Produces("application/yaml")
    public String asyncApi() {
        return AsyncApi.text();
    }
}
