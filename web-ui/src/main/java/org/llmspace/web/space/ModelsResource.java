package org.llmspace.web.space;

import static org.llmspace.web.space.Responses.page;
import static org.llmspace.web.space.Responses.refused;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.chat.ChatResult;
import org.llmspace.contracts.pipeline.PipelineOutput;
import org.llmspace.web.backend.BackendUnavailableException;
import org.llmspace.web.backend.RequestTooLargeException;
import org.llmspace.web.call.Caller;
import org.llmspace.web.call.OpenCall;
import org.llmspace.web.call.OpenCalls;
import org.llmspace.web.call.TooManyCallsException;
import org.llmspace.web.endpoint.Answer;
import org.llmspace.web.endpoint.ChatTaskEndpoint;
import org.llmspace.web.endpoint.Endpoint;
import org.llmspace.web.endpoint.Endpoints;
import org.llmspace.web.endpoint.Inputs;
import org.llmspace.web.endpoint.InvalidInputException;
import org.llmspace.web.space.component.ModelTable;
import org.llmspace.web.words.Words;

import io.smallrye.common.annotation.RunOnVirtualThread;

/// The page of all models: which can be used now, and what brings the others here.
@Path("/models")
@RunOnVirtualThread
public class ModelsResource {

    private static final Set<String> ACTIONS = Set.of("download_model", "load_model", "unload_model");
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration KNOWN_WITHIN = Duration.ofSeconds(3);
    private static final int LOOK_AGAIN_SECONDS = 3;

    private final Endpoints endpoints;
    private final OpenCalls calls;
    private final CallViews views;
    private final Frames frames;

    ModelsResource(Endpoints endpoints, OpenCalls calls, CallViews views, Frames frames) {
        this.endpoints = endpoints;
        this.calls = calls;
        this.views = views;
        this.frames = frames;
    }

    /// @param call that brings a model here or away; null if nothing was asked
    @GET
    @Produces(Responses.HTML)
    public Response models(@QueryParam("call") @Nullable String call, @Context HttpHeaders headers)
            throws InterruptedException {
        Frame frame = frames.of("models", headers);
        Optional<OpenCall> change = call == null ? Optional.empty() : calls.await(call, KNOWN_WITHIN);
        boolean open = change.isPresent() && !change.get().ended();
        return page(Pages.models(open ? frame.refreshing(LOOK_AGAIN_SECONDS) : frame,
                models(change.map(views::of).orElse(null), "")));
    }

    @POST
    @Produces(Responses.HTML)
    public Response change(@FormParam("action") String action, @FormParam("model") String model, @Context HttpHeaders headers)
            throws InterruptedException {
        try {
            if (action == null || !ACTIONS.contains(action) || model == null || model.isBlank()) {
                throw new InvalidInputException("model", Words.say("name_a_model"));
            }
            OpenCall call = calls.open(endpoint(action), Inputs.ofForm(Map.of("model", model.strip())),
                    Caller.ofSession(null));
            calls.awaitEnd(call, PATIENCE);
            return Response.seeOther(URI.create(frames.root() + "models?call=" + call.id())).build();
        } catch (InvalidInputException | RequestTooLargeException | TooManyCallsException
                | BackendUnavailableException e) {
            ModelsPage shown = models(null, Responses.message(e));
            return refused(e, headers, _ -> Pages.models(frames.of("models", headers), shown));
        }
    }

    private ModelsPage models(@Nullable CallView change, String error) throws InterruptedException {
        try {
            OpenCall chat = calls.open(ChatTaskEndpoint.MODELS, Inputs.of(Map.of()), Caller.ofSession(null));
            OpenCall pipelines = calls.open(endpoint("list_models"), Inputs.of(Map.of()), Caller.ofSession(null));
            return new ModelsPage(chatModels(answer(chat)), table(answer(pipelines)), change, error);
        } catch (TooManyCallsException | BackendUnavailableException e) {
            return new ModelsPage(null, null, change, Responses.message(e));
        }
    }

    private static @Nullable List<ChatResult.Model> chatModels(Answer answer) {
        return ChatTaskEndpoint.result(answer).orElse(null) instanceof ChatResult.Models(var models) ? models : null;
    }

    private static @Nullable ModelTable table(Answer answer) {
        return answer.output() instanceof PipelineOutput.Models(var models) ? ModelTable.of(models) : null;
    }

    private Answer answer(OpenCall call) throws InterruptedException {
        calls.awaitEnd(call, PATIENCE);
        return call.answer();
    }

    private Endpoint endpoint(String name) {
        return endpoints.named(name).orElseThrow();
    }
}
