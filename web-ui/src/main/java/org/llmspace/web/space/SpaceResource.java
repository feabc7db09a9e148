package org.llmspace.web.space;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNullElse;
import static org.llmspace.web.space.Responses.lastValues;
import static org.llmspace.web.space.Responses.page;
import static org.llmspace.web.space.Responses.refused;
import static org.llmspace.web.space.Responses.taken;
import static org.llmspace.web.space.Responses.wantsJson;

import java.net.URI;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

import org.jboss.resteasy.reactive.server.multipart.MultipartFormDataInput;
import org.jspecify.annotations.Nullable;
import org.llmspace.contracts.chat.ChatResult;
import org.llmspace.web.backend.BackendUnavailableException;
import org.llmspace.web.backend.RequestTooLargeException;
import org.llmspace.web.call.Caller;
import org.llmspace.web.call.OpenCall;
import org.llmspace.web.call.OpenCalls;
import org.llmspace.web.call.TooManyCallsException;
import org.llmspace.web.endpoint.ChatTaskEndpoint;
import org.llmspace.web.endpoint.Endpoint;
import org.llmspace.web.endpoint.Endpoints;
import org.llmspace.web.endpoint.Inputs;
import org.llmspace.web.endpoint.InvalidInputException;
import org.llmspace.web.space.component.ContextGauge;
import org.llmspace.web.words.Words;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.smallrye.common.annotation.RunOnVirtualThread;

/// The pages. A form post takes a call and leads to the page of that call, which waits for the answer; with script the
/// same post gives the call's id, and the page listens to its events.
@Path("/")
@RunOnVirtualThread
@Produces(Responses.HTML)
public class SpaceResource {

    private static final Duration PAGE_WAITS = Duration.ofSeconds(45);
    private static final Duration KNOWN_WITHIN = Duration.ofSeconds(3);
    private static final int LOOK_AGAIN_SECONDS = 3;
    private static final String GRADIO_THEME = "__theme";
    private static final String GRADIO_VIEW = "view";
    private static final Map<String, String> GRADIO_VIEWS = Map.of("api", "use-via-api", "settings", "settings");

    private final Endpoints endpoints;
    private final OpenCalls calls;
    private final CallViews views;
    private final SpaceForms forms;
    private final Frames frames;
    private final SentForms sent;
    private final ChatTasks tasks;
    private final ObjectMapper json;

    SpaceResource(Endpoints endpoints, OpenCalls calls, CallViews views, SpaceForms forms, Frames frames,
            SentForms sent, ChatTasks tasks, ObjectMapper json) {
        this.endpoints = endpoints;
        this.calls = calls;
        this.views = views;
        this.forms = forms;
        this.frames = frames;
        this.sent = sent;
        this.tasks = tasks;
        this.json = json;
    }

    /// The chat; what Gradio's addresses choose besides is chosen here, too.
    /// @param link a call, as Gradio's clients link to it
    @GET
    public Response start(@QueryParam("deep_link") @Nullable String link, @QueryParam("call") String call,
            @QueryParam("wait") String wait, @Context UriInfo uri,
            @Context HttpHeaders headers) throws InterruptedException {
        MultivaluedMap<String, String> asked = uri.getQueryParameters();
        if (link != null) {
            String page = calls.await(link, KNOWN_WITHIN).map(SpaceResource::pageOf).orElse("chat");
            return Response.seeOther(URI.create(frames.root() + page + "?call=" + URLEncoder.encode(link, UTF_8))).build();
        }
        if (asked.containsKey(GRADIO_THEME)) {
            return theme(asked.getFirst(GRADIO_THEME), null);
        }
        String view = GRADIO_VIEWS.get(requireNonNullElse(asked.getFirst(GRADIO_VIEW), ""));
        return view == null ? chat(call, wait, uri, headers)
                : Response.seeOther(URI.create(frames.root() + view)).build();
    }

    /// @param wait there if the page should come with the whole answer, because nothing can be added to it later
    @GET
    @Path("chat")
    public Response chat(@QueryParam("call") String call, @QueryParam("wait") String wait, @Context UriInfo uri,
            @Context HttpHeaders headers) throws InterruptedException {
        Frame frame = frames.of("chat", headers);
        if (call == null) {
            return page(Pages.chat(frame, forms.newChat(chosen(uri))));
        }
        Optional<OpenCall> open = await(call, wait != null);
        return open.isEmpty() ? forgotten(frame)
                : page(Pages.chat(refreshing(frame, open.get(), wait != null), forms.chat(open.get())));
    }

    @POST
    @Path("chat")
    @Produces({ Responses.HTML, MediaType.APPLICATION_JSON })
    public Response ask(MultivaluedMap<String, String> form, @Context HttpHeaders headers) {
        Map<String, String> values = lastValues(form);
        String owner = frames.owner(headers);
        values.put(ChatTaskEndpoint.OWNER, owner);
        try {
            OpenCall call = calls.open(endpoints.chat(), Inputs.ofForm(values), forms.caller(values));
            return Owners.remember(taken(call, frames.root() + "chat", headers), owner, frames.root());
        } catch (InvalidInputException | RequestTooLargeException | TooManyCallsException
                | BackendUnavailableException e) {
            return refused(e, headers,
                    message -> Pages.chat(frames.of("chat", headers), forms.chatAgain(values, message)));
        }
    }

    /// How full the model's window would be with a message, and what would be left out; empty if nobody can tell.
    @POST
    @Path("chat/preview")
    @Produces(Responses.HTML)
    public Response preview(MultivaluedMap<String, String> form, @Context HttpHeaders headers)
            throws InterruptedException {
        try {
            ChatTasks.Outcome counted = tasks.ask(ChatTaskEndpoint.PREVIEW, frames.owner(headers), lastValues(form));
            return counted.as(ChatResult.Previewed.class).map(preview -> page(Pages.gauge(ContextGauge.of(preview.context()))))
                    .orElseGet(() -> Response.noContent().build());
        } catch (InvalidInputException | RequestTooLargeException | TooManyCallsException
                | BackendUnavailableException e) {
            return Response.noContent().build();
        }
    }

    @GET
    @Path("pipelines")
    public Response pipelines(@Context HttpHeaders headers) {
        return page(Pages.pipelines(frames.of("pipelines", headers), new PipelineList(endpoints.groups())));
    }

    @GET
    @Path("pipelines/{name}")
    public Response pipeline(@PathParam("name") String name, @QueryParam("call") String call,
            @QueryParam("wait") String wait, @Context UriInfo uri, @Context HttpHeaders headers)
            throws InterruptedException {
        Frame frame = frames.of(tab(name), headers);
        Optional<Endpoint> endpoint = endpoints.named(name).filter(endpoints.pipelines()::contains);
        if (endpoint.isEmpty()) {
            return page(404, Pages.problem(frame, Words.say("no_pipeline"),
                    Words.say("choose_pipeline")));
        }
        if (call == null) {
            return page(Pages.pipeline(frame, forms.pipeline(endpoint.get(), chosen(uri), null, "")));
        }
        Optional<OpenCall> open = await(call, wait != null);
        return open.isEmpty() ? forgotten(frame)
                : page(Pages.pipeline(refreshing(frame, open.get(), wait != null), forms.pipeline(endpoint.get(),
                        views.inputs(open.get()), views.of(open.get()), "")));
    }

    @POST
    @Path("pipelines/{name}")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Produces({ Responses.HTML, MediaType.APPLICATION_JSON })
    public Response run(@PathParam("name") String name, MultivaluedMap<String, String> form, @Context HttpHeaders headers) {
        return run(name, lastValues(form), headers);
    }

    /// For pipelines that take files.
    @POST
    @Path("pipelines/{name}")
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @Produces({ Responses.HTML, MediaType.APPLICATION_JSON })
    public Response runWithFiles(@PathParam("name") String name, MultipartFormDataInput form, @Context HttpHeaders headers) {
        return run(name, sent.values(form), headers);
    }

    private Response run(String name, Map<String, String> values, HttpHeaders headers) {
        Endpoint endpoint = endpoints.named(name).filter(endpoints.pipelines()::contains)
                .orElseThrow(NotFoundException::new);
        try {
            OpenCall call = calls.open(endpoint, Inputs.ofForm(values), Caller.ofSession(null));
            return taken(call, frames.root() + "pipelines/" + endpoint.name(), headers);
        } catch (InvalidInputException | RequestTooLargeException | TooManyCallsException
                | BackendUnavailableException e) {
            return refused(e, headers, message -> Pages.pipeline(frames.of(tab(name), headers),
                    forms.pipeline(endpoint, values, null, message)));
        }
    }

    @GET
    @Path("calls/{id}/events")
    @Produces(MediaType.WILDCARD)
    public Response events(@PathParam("id") String id, @HeaderParam("Last-Event-ID") @Nullable String last)
            throws InterruptedException {
        Optional<OpenCall> call = calls.await(id, KNOWN_WITHIN);
        if (call.isEmpty()) {
            return Response.status(404).type(MediaType.TEXT_PLAIN).entity(Words.say("call_unknown")).build();
        }
        return new CallEvents(call.get(), calls, views, json, last).response();
    }

    @POST
    @Path("calls/{id}/cancel")
    @Produces({ Responses.HTML, MediaType.APPLICATION_JSON })
    public Response cancel(@PathParam("id") String id, @Context HttpHeaders headers)
            throws InterruptedException {
        Optional<OpenCall> call = calls.await(id, KNOWN_WITHIN);
        call.ifPresent(open -> calls.cancel(open, "stopped by the user"));
        if (wantsJson(headers)) {
            return Response.ok(Map.of("cancelled", call.isPresent()), MediaType.APPLICATION_JSON).build();
        }
        String page = call.map(SpaceResource::pageOf).orElse("chat");
        return Response.seeOther(URI.create(frames.root() + page + "?wait=1&call=" + id)).build();
    }

    @POST
    @Path("theme")
    public Response theme(@FormParam("theme") String theme, @HeaderParam("Referer") @Nullable String referer) {
        String chosen = theme != null && Frames.THEMES.contains(theme) ? theme : "system";
        NewCookie cookie = new NewCookie.Builder(Frames.THEME).value(chosen).path(frames.root())
                .maxAge(365 * 24 * 3600).sameSite(NewCookie.SameSite.LAX).build();
        String path = referer == null ? "" : requireNonNullElse(URI.create(referer).getRawPath(), "");
        String back = path.startsWith("/") && !path.startsWith("//") ? path : frames.root();
        return Response.seeOther(URI.create(back)).cookie(cookie).build();
    }

    private static String pageOf(OpenCall call) {
        return call.endpoint().remembers() ? "chat" : "pipelines/" + call.endpoint().name();
    }

    /// The tokenizer has a tab of its own.
    private static String tab(String pipeline) {
        return pipeline.equals("tokenize") ? "tokenizer" : "pipelines";
    }

    /// What an address chooses for a new chat, such as its model.
    private static Map<String, String> chosen(UriInfo uri) {
        return lastValues(uri.getQueryParameters());
    }

    /// Answers as safe HTML, block by block, for conversations that a page has read from a file.
    @POST
    @Path("markdown")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public List<List<String>> markdown(List<String> answers) {
        return answers.stream().map(answer -> Markdown.blocks(answer, 0, number -> "")).toList();
    }

    private Optional<OpenCall> await(String id, boolean toItsEnd) throws InterruptedException {
        Optional<OpenCall> call = calls.await(id, KNOWN_WITHIN);
        if (toItsEnd && call.isPresent()) {
            calls.awaitEnd(call.get(), PAGE_WAITS);
        }
        return call;
    }

    private static Frame refreshing(Frame frame, OpenCall call, boolean waited) {
        return waited && !call.ended() ? frame.refreshing(LOOK_AGAIN_SECONDS) : frame;
    }

    private Response forgotten(Frame frame) {
        return page(404, Pages.problem(frame, Words.say("forgotten"),
                Words.say("forgotten_why")));
    }

}
