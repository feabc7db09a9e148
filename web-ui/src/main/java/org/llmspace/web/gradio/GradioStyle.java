package org.llmspace.web.gradio;

import java.net.URI;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

import org.llmspace.web.guard.Site;

/// Where browsers and Gradio's pages look for style and icons, whatever a page says.
@Path("/")
public class GradioStyle {

    private final Site site;

    GradioStyle(Site site) {
        this.site = site;
    }

    @GET
    @Path("{prefix: (gradio_api/)?}theme.css")
    public Response theme() {
        return to("space.css");
    }

    @GET
    @Path("{icon: favicon\\.ico|pwa_icon(/[0-9]+)?}")
    public Response icon() {
        return to("icon.svg");
    }

    private Response to(String file) {
        return Response.temporaryRedirect(URI.create(site.root() + file)).build();
    }
}
