package org.llmspace.web.space;

import static org.llmspace.web.space.Responses.page;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import org.llmspace.web.call.OpenCalls;
import org.llmspace.web.endpoint.Endpoints;

import io.smallrye.common.annotation.RunOnVirtualThread;

/// What the footer leads to besides the page for programs: settings, the runs of this browser, and how calls went.
@Path("/")
@RunOnVirtualThread
@Produces(Responses.HTML)
public class FooterPages {

    private final Endpoints endpoints;
    private final OpenCalls calls;
    private final Frames frames;

    FooterPages(Endpoints endpoints, OpenCalls calls, Frames frames) {
        this.endpoints = endpoints;
        this.calls = calls;
        this.frames = frames;
    }

    @GET
    @Path("settings")
    public Response settings(@Context HttpHeaders headers) {
        return page(Pages.settings(frames.of("settings", headers)));
    }

    /// What was run in this browser, which keeps it.
    @GET
    @Path("{prefix: (gradio_api/)?}runs")
    public Response runs(@Context HttpHeaders headers) {
        return page(Pages.runs(frames.of("runs", headers)));
    }

    @GET
    @Path("monitoring{key: (/[^/]+)?}")
    public Response monitoring(@Context HttpHeaders headers) {
        Map<String, Figures> figures = Figures.of(calls.figures());
        List<Figures> shown = endpoints.all().stream().map(one -> figures.get(one.name())).filter(Objects::nonNull).toList();
        return page(Pages.monitoring(frames.of("monitoring", headers), shown));
    }
}
