package org.llmspace.pipeline.inference;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;

/// Text generation and vectors as clients ask for them: OpenAI's paths behind whatever address it was given.
@Path("/")
@ApplicationScoped
@Consumes(MediaType.WILDCARD)
@Produces({ MediaType.APPLICATION_JSON, MediaType.SERVER_SENT_EVENTS, MediaType.WILDCARD })
@Tag(name = "OpenAI's shape")
@APIResponse(responseCode = "200", description = "One answer, or events if `stream` is true; header `x-model` names the model that answered", content = @Content(mediaType = "application/json"))
@APIResponse(responseCode = "4XX", description = "What is wrong with the call, and what to do", content = @Content(mediaType = "application/json", examples = @ExampleObject(name = "error", value = Examples.ERROR)))
@APIResponse(responseCode = "5XX", description = "What went wrong here, or at a provider; 503 is never sent", content = @Content(mediaType = "application/json", examples = @ExampleObject(name = "error", value = Examples.ERROR)))
public class OpenAiResource {

    private static final String TASK = "/pipeline/text-generation";

    private final HttpCalls calls;

    public OpenAiResource(HttpCalls calls) {
        this.calls = calls;
    }

    @POST
    @Path("v1/completions")
    @RunOnVirtualThread
    @Operation(summary = "How a text goes on; the body names the model", description = "`prompt`, `max_tokens`, `stream` and OpenAI's other parameters, or those of text-generation")
    @RequestBody(ref = "Completion")
    public Response completions(byte[] body, HttpServerRequest request) {
        return calls.complete(null, false, body, request);
    }

    @POST
    @Path("v1/chat/completions")
    @RunOnVirtualThread
    @Operation(summary = "What comes next in a conversation; the body names the model", description = "`messages`, `max_tokens`, `stream`, `tools`, `tool_choice`, `response_format` and OpenAI's other parameters")
    @RequestBody(ref = "Chat")
    public Response chat(byte[] body, HttpServerRequest request) {
        return calls.complete(null, true, body, request);
    }

    @POST
    @Path("models/{model: .+}/v1/completions")
    @RunOnVirtualThread
    @Operation(summary = "How a text goes on, by this model")
    @RequestBody(ref = "Completion")
    public Response modelCompletions(@PathParam("model") String model, byte[] body, HttpServerRequest request) {
        return calls.complete(withoutTask(model), false, body, request);
    }

    @POST
    @Path("models/{model: .+}/v1/chat/completions")
    @RunOnVirtualThread
    @Operation(summary = "What comes next in a conversation, by this model")
    @RequestBody(ref = "Chat")
    public Response modelChat(@PathParam("model") String model, byte[] body, HttpServerRequest request) {
        return calls.complete(withoutTask(model), true, body, request);
    }

    @POST
    @Path("v1/embeddings")
    @RunOnVirtualThread
    @Operation(summary = "A vector for each text; the body may name the model", description = "`input`, a text or several, `dimensions` and `encoding_format`, which is float or base64")
    @RequestBody(ref = "Embeddings")
    public Response embeddings(byte[] body, HttpServerRequest request) {
        return calls.embed(null, body, request);
    }

    @POST
    @Path("models/{model: .+}/v1/embeddings")
    @RunOnVirtualThread
    @Operation(summary = "A vector for each text, by this model")
    @RequestBody(ref = "Embeddings")
    public Response modelEmbeddings(@PathParam("model") String model, byte[] body, HttpServerRequest request) {
        return calls.embed(model, body, request);
    }

    /// The client puts its paths behind any address, also behind that of a model's task.
    private static @Nullable String withoutTask(String model) {
        return model.endsWith(TASK) ? model.substring(0, model.length() - TASK.length()) : model;
    }
}
