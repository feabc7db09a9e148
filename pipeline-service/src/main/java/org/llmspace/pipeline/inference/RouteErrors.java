package org.llmspace.pipeline.inference;

import java.util.Map;

import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.llmspace.contracts.kafka.EventCodec;

/// Requests that reach no call get their error in the same shape as calls.
public final class RouteErrors {

    @ServerExceptionMapper
    public Response notFound(NotFoundException e, ContainerRequestContext request) {
        return error(404, "There is nothing at /%s; calls go to POST /models/{model} or POST /pipeline/{task}, see /q/openapi"
                .formatted(request.getUriInfo().getPath().replaceFirst("^/", "")));
    }

    @ServerExceptionMapper
    public Response refused(WebApplicationException e, ContainerRequestContext request) {
        return error(e.getResponse().getStatus(), "%s /%s is refused: %s".formatted(request.getMethod(),
                request.getUriInfo().getPath().replaceFirst("^/", ""), e.getMessage()));
    }

    private static Response error(int status, String message) {
        return Response.status(status).type(MediaType.APPLICATION_JSON)
                .entity(EventCodec.encode(Map.of("error", message))).build();
    }
}
