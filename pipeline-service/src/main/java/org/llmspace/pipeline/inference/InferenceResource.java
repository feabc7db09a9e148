package org.llmspace.pipeline.inference;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;

/// Calls as Hugging Face's inference API takes them: `{"inputs": ..., "parameters": {...}}` in, the bare output out.
@Path("/")
@ApplicationScoped
@Consumes(MediaType.WILDCARD)
@Produces(MediaType.APPLICATION_JSON)
public class InferenceResource {

    private final HttpCalls calls;

    public InferenceResource(HttpCalls calls) {
        this.calls = calls;
    }

    /// The task follows from the request's fields.
    @POST
    @Path("models/{model: .+}")
    @RunOnVirtualThread
    public Response model(@PathParam("model") String model, byte[] body, HttpServerRequest request) {
        return calls.answer(model, null, body, request);
    }

    @POST
    @Path("models/{model: .+}/pipeline/{task}")
    @RunOnVirtualThread
    public Response modelAndTask(@PathParam("model") String model, @PathParam("task") String task, byte[] body,
            HttpServerRequest request) {
        return calls.answer(model, task, body, request);
    }

    /// The task's default model answers.
    @POST
    @Path("pipeline/{task}")
    @RunOnVirtualThread
    public Response task(@PathParam("task") String task, byte[] body, HttpServerRequest request) {
        return calls.answer(null, task, body, request);
    }
}
