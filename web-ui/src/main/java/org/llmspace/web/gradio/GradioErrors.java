package org.llmspace.web.gradio;

import java.util.List;
import java.util.Map;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.llmspace.web.backend.BackendUnavailableException;
import org.llmspace.web.backend.RequestTooLargeException;
import org.llmspace.web.call.TooManyCallsException;
import org.llmspace.web.endpoint.InvalidInputException;

/// Failures as statuses and bodies that Gradio's clients turn into their own errors.
public class GradioErrors {

    @ServerExceptionMapper
    public Response map(GradioException e) {
        return response(e.status(), String.valueOf(e.getMessage()));
    }

    @ServerExceptionMapper
    public Response map(InvalidInputException e) {
        return response(422,
                List.of(Map.of("__type__", "validate", "is_valid", false, "message", String.valueOf(e.getMessage()),
                        "parameter_name", e.parameter())));
    }

    @ServerExceptionMapper
    public Response map(RequestTooLargeException e) {
        return response(413, String.valueOf(e.getMessage()));
    }

    @ServerExceptionMapper
    public Response map(TooManyCallsException e) {
        return response(503, String.valueOf(e.getMessage()));
    }

    @ServerExceptionMapper
    public Response map(BackendUnavailableException e) {
        return response(503, String.valueOf(e.getMessage()));
    }

    private static Response response(int status, Object detail) {
        return Response.status(status).type(MediaType.APPLICATION_JSON).entity(Map.of("detail", detail)).build();
    }
}
