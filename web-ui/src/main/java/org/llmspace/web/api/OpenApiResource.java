package org.llmspace.web.api;

import java.util.Map;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.llmspace.web.endpoint.Endpoints;
import org.llmspace.web.guard.Site;

/// What can be called, for programs that write clients; also where Gradio has it.
@Path("/{prefix: (gradio_api/)?}openapi.json")
public class OpenApiResource {

    private final Endpoints endpoints;
    private final Site site;

    OpenApiResource(Endpoints endpoints, Site site) {
        this.endpoints = endpoints;
        this.site = site;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Map<String, Object> document() {
        return OpenApi.document(site.url(), endpoints.all());
    }
}
