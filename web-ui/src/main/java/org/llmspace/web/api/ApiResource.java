package org.llmspace.web.api;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.Failure;
import org.llmspace.contracts.FailureCode;
import org.llmspace.web.backend.BackendUnavailableException;
import org.llmspace.web.backend.RequestTooLargeException;
import org.llmspace.web.call.Caller;
import org.llmspace.web.call.OpenCall;
import org.llmspace.web.call.OpenCalls;
import org.llmspace.web.call.TooManyCallsException;
import org.llmspace.web.endpoint.Answer;
import org.llmspace.web.endpoint.Endpoint;
import org.llmspace.web.endpoint.Endpoints;
import org.llmspace.web.endpoint.Inputs;
import org.llmspace.web.endpoint.InvalidInputException;
import org.llmspace.web.guard.Site;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.smallrye.common.annotation.RunOnVirtualThread;

/// One call per endpoint: named inputs in, the answer out, as JSON or, when asked, as a stream of events.
@Path("/api")
@RunOnVirtualThread
public class ApiResource {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Endpoints endpoints;
    private final OpenCalls calls;
    private final Site site;
    private final ObjectMapper json;

    ApiResource(Endpoints endpoints, OpenCalls calls, Site site, ObjectMapper json) {
        this.endpoints = endpoints;
        this.calls = calls;
        this.site = site;
        this.json = json;
    }

    @POST
    @Path("{name}")
    @Consumes(MediaType.WILDCARD)
    public Response call(@PathParam("name") String name, @HeaderParam("Accept") @Nullable String accept, String body)
            throws InterruptedException {
        Endpoint endpoint = endpoints.named(name).orElse(null);
        if (endpoint == null) {
            return error(404, Failure.of(FailureCode.INVALID_REQUEST,
                    "There is no endpoint '%s'; GET /gradio_api/info lists them.".formatted(name)));
        }
        JsonNode inputs = object(body);
        if (inputs == null) {
            return error(400, Failure.of(FailureCode.INVALID_REQUEST, "The body must be a JSON object of inputs."));
        }
        OpenCall call;
        try {
            call = calls.open(endpoint, Inputs.named(endpoint.parameters(), inputs), Caller.ofSession(null));
        } catch (InvalidInputException | RequestTooLargeException | TooManyCallsException
                | BackendUnavailableException e) {
            Failure failure = Failure.of(code(e), String.valueOf(e.getMessage()));
            return error(status(failure.code()), failure);
        }
        if (accept != null && accept.contains("text/event-stream")) {
            return new ApiEvents(call, calls, site.url(), json).response();
        }
        calls.awaitEnd(call, PATIENCE);
        return answer(call);
    }

    private Response answer(OpenCall call) {
        Answer answer = call.answer();
        Failure failure = answer.failure();
        if (failure != null) {
            return error(status(failure.code()), failure);
        }
        return answer.ended() ? Response.ok(ApiEvents.result(call, answer, site.url(), json)).build()
                : error(504, Failure.of(FailureCode.TIMEOUT, "No answer came in time. Ask for a stream of events."));
    }

    private static Response error(int status, Failure failure) {
        return Response.status(status).type(MediaType.APPLICATION_JSON).entity(Map.of("error", Map.of("code",
                failure.code().wireName(), "message", failure.message(), "retryable", failure.retryable()))).build();
    }

    private static FailureCode code(RuntimeException why) {
        return switch (why) {
            case InvalidInputException _ -> FailureCode.INVALID_REQUEST;
            case RequestTooLargeException _ -> FailureCode.CONTENT_TOO_LARGE;
            default -> FailureCode.OVERLOADED;
        };
    }

    private static int status(FailureCode code) {
        return switch (code) {
            case INVALID_REQUEST, CONTEXT_LENGTH_EXCEEDED, UNSUPPORTED -> 422;
            case CONTENT_TOO_LARGE -> 413;
            case MODEL_NOT_FOUND -> 404;
            case RATE_LIMITED -> 429;
            case OVERLOADED, MODEL_UNAVAILABLE -> 503;
            case TIMEOUT, EXPIRED -> 504;
            case AUTHENTICATION, PROVIDER_FAILED -> 502;
            case INTERNAL -> 500;
        };
    }

    /// Null if the body is no JSON object.
    private @Nullable JsonNode object(String body) {
        try {
            return json.readTree(body) instanceof ObjectNode object ? object : null;
        } catch (IOException e) {
            return null;
        }
    }
}
