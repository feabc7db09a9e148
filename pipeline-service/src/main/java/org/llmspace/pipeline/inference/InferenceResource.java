package org.llmspace.pipeline.inference;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.kafka.EventCodec;
import org.llmspace.contracts.pipeline.PipelineTask;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;

/// Calls as Hugging Face's inference API takes them: `{"inputs": ..., "parameters": {...}}` in, the bare output out.
@Path("/")
@ApplicationScoped
@Consumes(MediaType.WILDCARD)
@Produces({ MediaType.APPLICATION_JSON, MediaType.WILDCARD })
public class InferenceResource {

    private static final byte[] NO_FIELDS = { '{', '}' };

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

    /// A text in, tokens out; the body may name a `model`.
    @POST
    @Path("tokenize")
    @RunOnVirtualThread
    public Response tokenize(byte[] body, HttpServerRequest request) {
        return calls.answer(TaskReader.model(body), "tokenize", body, request);
    }

    /// Token ids in, a text out; the body may name a `model`.
    @POST
    @Path("detokenize")
    @RunOnVirtualThread
    public Response detokenize(byte[] body, HttpServerRequest request) {
        return calls.answer(TaskReader.model(body), "detokenize", body, request);
    }

    /// Tensors in, tensors out.
    @POST
    @Path("models/{model: .+}/forward")
    @RunOnVirtualThread
    public Response forward(@PathParam("model") String model, byte[] body, HttpServerRequest request) {
        return calls.answer(model, "forward", body, request);
    }

    /// Which models there are; `?task=` shows those of one task.
    @GET
    @Path("models")
    @RunOnVirtualThread
    public Response models(@QueryParam("task") @Nullable String task, HttpServerRequest request) {
        return calls.answer(null, "list-models", EventCodec.encode(new PipelineTask.ListModels(task)), request);
    }

    @POST
    @Path("models/{model: .+}/load")
    @RunOnVirtualThread
    public Response load(@PathParam("model") String model, HttpServerRequest request) {
        return calls.answer(model, "load-model", NO_FIELDS, request);
    }

    @POST
    @Path("models/{model: .+}/unload")
    @RunOnVirtualThread
    public Response unload(@PathParam("model") String model, HttpServerRequest request) {
        return calls.answer(model, "unload-model", NO_FIELDS, request);
    }

    /// The task's default model answers.
    @POST
    @Path("pipeline/{task}")
    @RunOnVirtualThread
    public Response task(@PathParam("task") String task, byte[] body, HttpServerRequest request) {
        return calls.answer(null, task, body, request);
    }
}
