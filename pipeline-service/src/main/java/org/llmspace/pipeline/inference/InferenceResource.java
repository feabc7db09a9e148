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

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
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
@Tag(name = "Hugging Face's shape")
@APIResponse(responseCode = "200", description = "What the task promises; header `x-model` names the model that answered", content = @Content(mediaType = "application/json"))
@APIResponse(responseCode = "4XX", description = "What is wrong with the call, and what to do", content = @Content(mediaType = "application/json", examples = @ExampleObject(name = "error", value = Examples.ERROR)))
@APIResponse(responseCode = "5XX", description = "What went wrong here, or at a provider; 503 is never sent", content = @Content(mediaType = "application/json", examples = @ExampleObject(name = "error", value = Examples.ERROR)))
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
    @Operation(summary = "Runs a model; its task follows from the model or the fields")
    @RequestBody(ref = "Call")
    public Response model(@PathParam("model") String model, byte[] body, HttpServerRequest request) {
        return calls.answer(model, null, body, request);
    }

    @POST
    @Path("models/{model: .+}/pipeline/{task}")
    @RunOnVirtualThread
    @Operation(summary = "Runs a task on a model")
    @RequestBody(ref = "Call")
    public Response modelAndTask(@PathParam("model") String model, @PathParam("task") String task, byte[] body,
            HttpServerRequest request) {
        return calls.answer(model, task, body, request);
    }

    /// A text in, tokens out; the body may name a `model`.
    @POST
    @Path("tokenize")
    @RunOnVirtualThread
    @Operation(summary = "A text in, tokens out")
    @RequestBody(content = @Content(mediaType = "application/json", schema = @Schema(type = SchemaType.OBJECT), examples = @ExampleObject(name = "tokenize", value = Examples.TOKENIZE)))
    public Response tokenize(byte[] body, HttpServerRequest request) {
        return calls.answer(null, "tokenize", body, request);
    }

    /// Token ids in, a text out; the body may name a `model`.
    @POST
    @Path("detokenize")
    @RunOnVirtualThread
    @Operation(summary = "Token ids in, a text out")
    @RequestBody(content = @Content(mediaType = "application/json", schema = @Schema(type = SchemaType.OBJECT), examples = @ExampleObject(name = "detokenize", value = Examples.DETOKENIZE)))
    public Response detokenize(byte[] body, HttpServerRequest request) {
        return calls.answer(null, "detokenize", body, request);
    }

    /// Tensors in, tensors out.
    @POST
    @Path("models/{model: .+}/forward")
    @RunOnVirtualThread
    @Operation(summary = "Tensors in, tensors out")
    @RequestBody(content = @Content(mediaType = "application/json", schema = @Schema(type = SchemaType.OBJECT), examples = @ExampleObject(name = "forward", value = Examples.FORWARD)))
    public Response forward(@PathParam("model") String model, byte[] body, HttpServerRequest request) {
        return calls.answer(model, "forward", body, request);
    }

    /// Which models there are; `?task=` shows those of one task.
    @GET
    @Path("health")
    @Produces(MediaType.TEXT_PLAIN)
    @Operation(summary = "`Ok` as soon as calls are taken, as clients of inference endpoints ask; more is at /q/health")
    public String health() {
        return "Ok";
    }

    @GET
    @Path("models")
    @RunOnVirtualThread
    @Operation(summary = "Which models there are: task, backend, state, size, how to get them")
    public Response models(@QueryParam("task") @Nullable String task, HttpServerRequest request) {
        return calls.answer(null, "list-models", EventCodec.encode(new PipelineTask.ListModels(task)), request);
    }

    @POST
    @Path("models/{model: .+}/load")
    @RunOnVirtualThread
    @Operation(summary = "Loads a model into memory")
    public Response load(@PathParam("model") String model, HttpServerRequest request) {
        return calls.answer(model, "load-model", NO_FIELDS, request);
    }

    @POST
    @Path("models/{model: .+}/unload")
    @RunOnVirtualThread
    @Operation(summary = "Gives a model's memory back")
    public Response unload(@PathParam("model") String model, HttpServerRequest request) {
        return calls.answer(model, "unload-model", NO_FIELDS, request);
    }

    /// The task's default model answers, unless the body names a `model`.
    @POST
    @Path("pipeline/{task}")
    @RunOnVirtualThread
    @Operation(summary = "Runs a task on its default model, or on the `model` that the body names")
    @RequestBody(ref = "Call")
    public Response task(@PathParam("task") String task, byte[] body, HttpServerRequest request) {
        return calls.answer(null, task, body, request);
    }
}
